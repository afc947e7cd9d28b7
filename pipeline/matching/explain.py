"""Why a decision was taken, for a clerk: each field's two values, level and bits, the sums, what forbids a
match.

The sentences are Vietnamese; names of fields, levels and keys have captions in models/matching.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.dossier import MatchDecision
from models.matching import Matching
from pipeline.matching.find import Candidate, Finding
from pipeline.matching.identifiers import passport_of
from pipeline.matching.person import NORM_VERSION, TOLD_AS


def explain(
    told: Mapping[str, str | None], finding: Finding, matching: Matching, profile: str, version: int
) -> dict[str, Any]:
    """The decision's story as JSON. `told`: what was asked, raw; `version`: the register's last import."""
    return {
        "decision": finding.decision.value,
        "reason": reason_of(finding),
        "profile": profile,
        "rules_version": matching.version,
        "norm_version": NORM_VERSION,
        "register_version": version,
        "skipped_keys": finding.skipped,
        "candidates": [_candidate(told, candidate, matching) for candidate in finding.candidates],
    }


def reason_of(finding: Finding) -> str:
    """One Vietnamese sentence."""
    if finding.decision is MatchDecision.NONE:
        return "Không thấy người này trong hồ sơ công dân."
    best = finding.candidates[0]
    if finding.decision is MatchDecision.MATCH:
        return f"Khớp hồ sơ công dân: {agreeing(best)}."
    if best.vetoes:
        return " ".join(veto.sentence for veto in best.vetoes)
    if len(finding.candidates) > 1:
        return f"Có {len(finding.candidates)} người gần giống nhau trong hồ sơ công dân."
    return "Có người gần giống nhưng chưa đủ bằng chứng."


_AGREEING = {
    "number": "số định danh",
    "old_number": "số CMND",
    "passport": "số hộ chiếu",
    "birth_date": "ngày sinh",
    "father": "tên cha",
    "mother": "tên mẹ",
    "residence": "nơi cư trú",
    "home": "quê quán",
    "phone": "điện thoại",
}


def agreeing(candidate: Candidate) -> str:
    """In what the two are the same, in words."""
    same = [
        caption
        for field, caption in _AGREEING.items()
        if candidate.levels.get(field) in ("equal", "house", "ward")
    ]
    return ", ".join(["họ tên", *same])


def _candidate(told: Mapping[str, str | None], candidate: Candidate, matching: Matching) -> dict[str, Any]:
    held: dict[str, str | None] = candidate.entry.told._asdict()
    held["passport"] = passport_of(candidate.entry)
    fields = []
    for field, level in candidate.levels.items():
        name = TOLD_AS.get(field, field)
        fields.append(
            {
                "field": field,
                "asked": told.get(name),
                "held": held.get(name),
                "level": level,
                "bits": round(candidate.bits.by_field[field], 1),
            }
        )
    return {
        "citizen_id": candidate.citizen_id,
        "bits": round(candidate.bits.total, 1),
        "individual": round(candidate.bits.individual, 1),
        "household": round(candidate.bits.household, 1),
        "fields": fields,
        "vetoes": [{"code": veto.code, "sentence": veto.sentence} for veto in candidate.vetoes],
        "keys": list(candidate.keys),
    }
