"""Which fields of a document are keyed twice, and what this clerk may do with them and see of them."""

from __future__ import annotations

from app.web.access import Visit
from models.dossier import Decision, Document
from models.double_key import Turn, turn_of
from pipeline.keeping.rows.desk import Keying


class Keyed:
    """Of the fields in doubt, those that the regulations in force ask to be keyed by two clerks."""

    def __init__(self, visit: Visit, document: Document) -> None:
        asked = visit.regulations
        doubtful = [one.name for one in document.fields if one.decision is Decision.REVIEW]
        self._names = {name for name in doubtful if asked.is_keyed_twice(document.document_type, name)}
        records = visit.context.records
        self._keyings = records.keyings(document.document_id) if self._names else {}
        self._who = visit.user.name

    def turn(self, name: str) -> Turn | None:
        """None for a field that is not keyed twice."""
        if name not in self._names:
            return None
        return turn_of(self._who, [keying.who for keying in self._keyings.get(name, ())])

    def withheld(self, name: str) -> bool:
        """Whether this clerk may see neither the machine's value nor another's."""
        return self.turn(name) not in (None, Turn.FIRST)

    def mine(self, name: str) -> str | None:
        """What this clerk keyed."""
        return next(keying.value for keying in self._keyings[name] if keying.who == self._who)

    def others(self, name: str) -> list[Keying]:
        """What others keyed; only who decides between them may see it."""
        return self._keyings[name] if self.turn(name) is Turn.THIRD else []
