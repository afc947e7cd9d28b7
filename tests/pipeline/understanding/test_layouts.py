"""Every layout that samples/ draws: where each word is known, hardly a value is lost."""

from models.dossier import Decision
from samples.score import same_value
from tests.pipeline.understanding.drawn import read_papers
from tests.pipeline.understanding.test_understand import understood


def test_papers_whose_words_are_known_are_understood() -> None:
    values = right = accepted_wrong = 0
    for paper, pages in read_papers(seed=3, dossiers=24):
        (document,) = understood(*pages)
        assert document.document_type == paper.document_type
        fields = {field.name: field for field in document.fields}
        for name, value in paper.fields.items():
            found = fields.get(name)
            alike = found is not None and same_value(name, value, found.value)
            values, right = values + 1, right + alike
            accepted_wrong += found is not None and not alike and found.decision is Decision.ACCEPTED
    assert values > 600 and right >= 0.995 * values and not accepted_wrong
