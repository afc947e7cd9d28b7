"""Cut a scan into papers: where each begins, which pages continue it, and how sure that is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc
from spacy.vocab import Vocab

from models.dossier import BLANK
from models.forms import Form, form_of, load_forms
from models.page import PageReading, PageState
from models.text import fold
from pipeline.understanding.classify import (
    Title,
    find_title,
    has_motto,
    has_other_title,
    has_two_heads,
    title_by_code,
)
from pipeline.understanding.codes import said_by
from pipeline.understanding.faces import front_first
from pipeline.understanding.labels import find_labels
from pipeline.understanding.lines import join_lines
from pipeline.understanding.words import make_doc, runs

SURE_LABEL = 8.0  # letters of a form's label that must be found on a page that continues it
SAME_SIZE = 0.12  # share by which pages of one paper may differ in width or height
MISREAD = 2  # figures of a card's number that may be misread on its other side


class Boundary(NamedTuple):
    """How sure it is that pages are one paper and all of it, 0 to 1, and why. A clerk looks at what is below
    models.dossier.SURE."""

    sure: float
    reason: str


FIRST = Boundary(1.0, "Trang đầu của tệp, hoặc sau trang trắng, tờ phân cách.")
EMPTY = Boundary(1.0, "Trang trắng hoặc tờ phân cách.")
ARRANGED = Boundary(1.0, "Cán bộ đã xếp các trang này thành một giấy tờ.")
BY_TITLE = Boundary(0.98, "Trang đầu có tiêu đề của mẫu.")
BY_PAGE_NUMBER = Boundary(0.97, "Số trang nối tiếp nhau, hoặc hai mặt thẻ ghi cùng một số.")
BY_CODE = Boundary(0.9, "Không đọc được tiêu đề; nhận ra thẻ nhờ mã QR.")
BY_MOTTO = Boundary(0.9, "Trang đầu có Quốc hiệu, không có tiêu đề của mẫu nào.")
BY_LABELS = Boundary(0.9, "Trang sau có các mục của mẫu mà phần ký chưa đến.")
AFTER_END = Boundary(
    0.6, "Cần xem: trang sau có mục của mẫu nhưng phần ký đã có ở trang trước, có thể thuộc bản khác."
)
OF_TWINS = Boundary(
    0.6, "Cần xem: trong tệp còn giấy tờ cùng loại, không có gì cho biết trang sau thuộc giấy tờ nào."
)
NEARLY_SAME = Boundary(0.6, "Cần xem: số trên hai mặt thẻ khác nhau một, hai chữ số.")
ONE_SIDE = Boundary(0.6, "Cần xem: chỉ có một mặt thẻ, không đọc được tiêu đề.")
OTHER_SIZE = Boundary(0.5, "Cần xem: trang sau có mục của mẫu nhưng khác khổ giấy.")
ALONE = Boundary(0.5, "Cần xem: không có gì cho biết trang này thuộc giấy tờ nào.")

_PAGE_NUMBER = re.compile(r"\btrang(?: so)?:? ?(\d{1,3}) ?(?:/|tren) ?(\d{1,3})\b", re.ASCII)
_CARD_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)", re.ASCII)
_SEPARATOR = re.compile(r"\W*(?:patch ?-?t|(?:to|trang) phan cach|separator(?: sheet)?)\W*")
MOST_SEPARATOR_WORDS = 12


@dataclass
class Paper:
    """Pages that belong together. `title` says what they are; `boundary`: how sure it is that they do;
    `crowded`: another paper lies on the same page; `doc`: of the only page, if it is one; `ended`: the
    form's signatures have come."""

    pages: list[tuple[int, PageReading]]
    title: Title | None
    boundary: Boundary
    blank: bool = False
    crowded: bool = False
    doc: Doc | None = None
    ended: bool = False

    @property
    def form(self) -> Form | None:
        return self.title.form if self.title else None


def separate(readings: Iterable[tuple[int, PageReading]], vocab: Vocab) -> Iterator[Paper]:
    """The papers of a scan (page number, reading), in order; every page is in one. Of the readings only
    one paper's are held at a time.

    A title or the motto begins a paper. What has neither continues the paper before it if its page number
    or that form's labels say so, else it stands alone, for a clerk to see. A card's back may lie first.
    """
    twins = _Twins()
    last: Paper | None = None
    for number, reading in readings:
        page, begins = _look_at(number, reading, vocab, first=last is None or last.blank)
        if last is not None and begins and (other_side := _is_front_of(page, last)):
            _join(page, last, other_side)  # the front is read first
            last = page
            continue
        boundary = None if begins or last is None else _continues(last, page)
        if last is not None and boundary is not None:
            _join(last, page, boundary)
            continue
        if last is not None:
            yield twins.doubt(last)
        last = page
    if last is not None:
        yield twins.doubt(last)


class _Twins:
    """The forms of a scan's papers so far. Of two papers of one form, the pages that only labels tie to them
    may be each other's."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._by_labels: set[str] = set()

    def doubt(self, paper: Paper) -> Paper:
        """The paper, its boundary in doubt where another one before may have its pages, or it the other's."""
        if paper.form is None:
            return paper
        form, by_labels = paper.form.type, paper.boundary == BY_LABELS
        if form in self._by_labels or (by_labels and form in self._seen):
            paper.boundary = min(paper.boundary, OF_TWINS)
        if paper.boundary == BY_CODE and len(paper.pages) == 1:
            paper.boundary = ONE_SIDE
        self._seen.add(form)
        if by_labels:
            self._by_labels.add(form)
        return paper


def arranged(readings: Iterable[tuple[int, PageReading]], vocab: Vocab, document_type: str | None) -> Paper:
    """The pages as one paper, as a clerk arranged them. `document_type`: what the clerk says it is, None
    where its title is to tell."""
    looks = [_look_at(number, reading, vocab, first=True)[0] for number, reading in readings]
    title = looks[0].title
    if title is None or title.form is None:
        found = (look.form for look in looks)
        form = next((form for form in found if form), None)
        title = Title(form, BY_TITLE.sure, -1) if form else title
    if document_type is not None:
        told = form_of(document_type)
        same = title is not None and told is not None and title.form is not None and title.form == told
        title = Title(told, ARRANGED.sure, title.end if same and title else -1) if told else None
    return Paper(
        [page for look in looks for page in look.pages],
        title,
        ARRANGED,
        blank=document_type == BLANK or (document_type is None and all(look.blank for look in looks)),
        crowded=any(look.crowded for look in looks),
        doc=looks[0].doc if len(looks) == 1 else None,
    )


def _look_at(number: int, reading: PageReading, vocab: Vocab, *, first: bool) -> tuple[Paper, bool]:
    """The page as if it began a paper, and whether it surely does."""
    reading = join_lines(reading)
    pages = [(number, reading)]
    if reading.state is PageState.BLANK or _is_separator(reading):
        return Paper(pages, None, EMPTY, blank=True), True
    forms, doc = load_forms(), make_doc(vocab, pages)
    segments = runs(doc, "segment")
    title = find_title(segments, forms)
    if title is None or title.form is None or title.form.qr:
        turned = front_first(vocab, reading, segments, title, forms)
        if turned is not None:
            reading, pages = turned, [(number, turned)]
            doc = make_doc(vocab, pages)
            segments = runs(doc, "segment")
            title = find_title(segments, forms)
    if title is not None and title.form is not None:
        crowded = has_other_title(segments, title, forms) or has_two_heads(segments)
        crowded = crowded or _has_two_cards(reading, title.form)
        paper = Paper(pages, title, BY_TITLE, crowded=crowded, doc=doc, ended=_has_end(doc, title.form))
        return paper, True
    headed = has_motto(segments)
    card = title_by_code(reading, forms, doc)
    if card is not None:
        crowded = card.form is not None and _has_two_cards(reading, card.form)
        return Paper(pages, card, BY_CODE, crowded=crowded, doc=doc), headed
    if headed:
        return Paper(pages, title, BY_MOTTO, doc=doc), True
    return Paper(pages, title, FIRST if first else ALONE, doc=doc), False


def _is_separator(reading: PageReading) -> bool:
    """A sheet between papers: it says so in its code or in its few words."""
    if any(_SEPARATOR.fullmatch(fold(code.text)) for code in reading.codes):
        return True
    lines = reading.lines() if len(reading.words) <= MOST_SEPARATOR_WORDS else []
    return any(_SEPARATOR.fullmatch(fold(" ".join(word.text for word in line))) for line in lines)


def _has_end(doc: Doc, form: Form) -> bool:
    ends = [entry for entry in form.entries if entry.end]
    return bool(find_labels(doc, ends, title_end=-1, skip=set()))


def _continues(paper: Paper, page: Paper) -> Boundary | None:
    """How sure it is that the page, which has no head, is the paper's next; None where it is not."""
    form, (last_number, last) = paper.form, paper.pages[-1]
    number, reading = page.pages[0]
    if paper.blank or number != last_number + 1:
        return None
    counted, before = _page_number(reading), _page_number(last)
    if counted is not None and before is not None:
        return BY_PAGE_NUMBER if counted == (before[0] + 1, before[1]) else None
    if form is None or page.doc is None or len(paper.pages) >= form.max_pages:
        return None
    if form.qr and (misread := _figures_apart(last, reading)) is not None:
        return _by_number(misread)
    labels = find_labels(page.doc, form.entries, title_end=-1, skip=set())
    if not any(label.weight >= SURE_LABEL for label in labels):
        return None
    if not _same_size(last, reading):
        return OTHER_SIZE
    return AFTER_END if paper.ended else BY_LABELS


def _is_front_of(page: Paper, back: Paper) -> Boundary | None:
    """How sure it is that the page is the front of the card whose back alone, known by its code, lies before
    it; None where it is not."""
    if len(back.pages) > 1 or back.boundary != BY_CODE or page.form != back.form:
        return None
    misread = _figures_apart(back.pages[0][1], page.pages[0][1])
    return None if misread is None else _by_number(misread)


def _by_number(misread: int) -> Boundary | None:
    """Whether two sides whose numbers differ in so many figures are one card's."""
    return BY_PAGE_NUMBER if misread == 0 else NEARLY_SAME if misread <= MISREAD else None


def _page_number(reading: PageReading) -> tuple[int, int] | None:
    """(2, 3) of "Trang 2/3" in the first or the last line."""
    lines = reading.lines()
    for line in [*lines[:1], *lines[-1:]]:
        if found := _PAGE_NUMBER.search(fold(" ".join(word.text for word in line))):
            page, pages = int(found[1]), int(found[2])
            return (page, pages) if 1 <= page <= pages else None
    return None


def _figures_apart(front: PageReading, back: PageReading) -> int | None:
    """In how many figures the numbers on two sides differ, in print or a code; None where a side has none."""
    pairs = itertools.product(_card_numbers(front), _card_numbers(back))
    return min((_apart(one, other) for one, other in pairs), default=None)


def _has_two_cards(reading: PageReading, form: Form) -> bool:
    """Whether two persons' cards lie on one sheet: their codes, which are never misread, bear two numbers, or
    two numbers differ by more than misread figures."""
    if not form.qr:
        return False
    in_codes = {
        said["personal_id"] for code in reading.codes if "personal_id" in (said := said_by(code, form))
    }
    numbers = itertools.combinations(_card_numbers(reading), 2)
    return len(in_codes) > 1 or any(_apart(one, other) > MISREAD for one, other in numbers)


def _apart(one: str, other: str) -> int:
    return sum(x != y for x, y in zip(one, other, strict=True))


def _card_numbers(reading: PageReading) -> set[str]:
    texts = [word.text for word in reading.words] + [code.text for code in reading.codes]
    return {found for text in texts for found in _CARD_NUMBER.findall(text)}


def _same_size(one: PageReading, other: PageReading) -> bool:
    sides = ((one.width / one.dpi, other.width / other.dpi), (one.height / one.dpi, other.height / other.dpi))
    return all(abs(a - b) <= SAME_SIZE * max(a, b) for a, b in sides)


def _join(paper: Paper, page: Paper, boundary: Boundary) -> None:
    paper.pages += page.pages
    paper.boundary = min(paper.boundary, boundary)
    paper.doc = None
    paper.ended = paper.ended or (
        page.doc is not None and paper.form is not None and _has_end(page.doc, paper.form)
    )
