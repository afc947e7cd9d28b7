"""What must hold for any value, whatever speaks for and against it."""

from __future__ import annotations

import math
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models.dossier import Decision, FieldValue
from models.forms import load_forms
from models.policy import Threshold, Thresholds, load_policy
from pipeline.understanding.agreement import compare_documents
from pipeline.understanding.decide import decide_field, margin
from tests.pipeline.understanding.test_agreement import paper

POLICY = load_policy()
FIELDS = sorted({(name, form.kind_of(name)) for form in load_forms() for name in form.field_names()})
SOURCES = st.lists(st.sampled_from(sorted(POLICY.captions)), unique=True, max_size=4).map(tuple)


@st.composite
def values(draw: st.DrawFn) -> tuple[FieldValue, str]:
    name, kind = draw(st.sampled_from(FIELDS))
    field = FieldValue(
        name=name,
        value=draw(st.sampled_from(["x", None])),
        raw="x",
        confidence=draw(st.floats(0, 1)),
        page=1,
        box=None,
        sources=draw(SOURCES),
        against=draw(st.just(()) | SOURCES),
    )
    return field, kind


@given(values())
def test_each_decision_has_its_reason_and_nothing_contradicted_is_accepted(
    drawn: tuple[FieldValue, str],
) -> None:
    field, kind = drawn
    decided = decide_field(field, kind, POLICY)
    accepted = decided.decision is Decision.ACCEPTED
    sure = margin(field, kind, POLICY)
    assert accepted is (sure is not None and sure >= 0)
    assert decided.reason.startswith("Chấp nhận:" if accepted else "Cần xem:") and decided.reason.endswith(
        "."
    )
    if accepted:
        assert field.value is not None and not field.against and field.sources


@given(values(), st.sampled_from([None, 0.0, 0.05]))
def test_thresholds_never_accept_more(drawn: tuple[FieldValue, str], above: float | None) -> None:
    field, kind = drawn
    keys = {key: Threshold(above=above) for key in POLICY.accept}
    thresholds = Thresholds(fitted_on=POLICY.valid_from, allowed=0.001, certainty=0.95, keys=keys)
    strict = decide_field(field, kind, POLICY.under(thresholds)).decision
    if strict is Decision.ACCEPTED:
        assert decide_field(field, kind, POLICY).decision is Decision.ACCEPTED
    if above is None:
        assert (strict is Decision.ACCEPTED) is (margin(field, kind, POLICY) == math.inf)


NAMES = st.sampled_from(["Trịnh Quốc Bảo", "Trịnh Quốc Bão", "Đinh Thị Lan"])
NUMBERS = st.sampled_from(["042085001234", "042188000004"])
BIRTHS = st.sampled_from(["1985", "1985-03-07", "1988-10-04"])
PAPERS = st.lists(
    st.fixed_dictionaries(
        {"full_name": NAMES},
        optional={"date_of_birth": BIRTHS, "personal_id": NUMBERS, "father__full_name": NAMES},
    ),
    min_size=1,
    max_size=5,
)


@given(PAPERS, st.randoms(use_true_random=False))
def test_what_papers_say_of_each_other_does_not_depend_on_their_order(
    said: list[dict[str, str]], random: Random
) -> None:
    papers = [paper(number, **fields) for number, fields in enumerate(said)]
    heard = {document.document_id: document.fields for document in compare_documents(papers)}
    random.shuffle(papers)
    assert {document.document_id: document.fields for document in compare_documents(papers)} == heard
