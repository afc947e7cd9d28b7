"""The values that stand behind labels: to the right, on the lines below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from models.fields import KINDS
from models.forms import Entry
from models.geometry import Box, union
from models.text import fold, mend_figures
from pipeline.understanding.labels import Label
from pipeline.understanding.words import runs, span_box

# Kinds whose values are long enough to be continued on the next line.
WRAPPED = {
    "place",
    "text",
    "name",
    "business_name",
    "marital_status",
    "purpose",
    "cause_of_death",
    "land_purpose",
}
LINE_STEP = 2.8  # a line further below than this many heights is another paragraph
TAIL = (
    0.6  # a value is continued only from a line that reaches this share of the text's or its column's width
)
SMALL = 0.6  # share of a line's height below which a letter or two are no value
SURE_WORD = 0.6  # words that were read less surely may be specks in the margin
_DAY = re.compile(r"\bngay [\dil|]")
_PLACE_DATE = re.compile(r"([^,.:;]{1,50})([,.;]?) ?ngay [\dilt|]{1,2} thang [\dilt|]{1,2} nam \d{4}\W*$")


def find_values(
    doc: Doc, labels: Sequence[Label], entries: Sequence[Entry], skip: set[int]
) -> list[list[Token]]:
    """For each label the tokens of its value, none where nothing is there; in the labels' order.

    `skip`: tokens of tables and of the line of place and date, which are no label's value.
    """
    stops = skip | {token for label in labels for token in range(label.start, label.end)}
    segments = runs(doc, "segment")
    starts = [(segment[0]._.page, segment[0]._.box) for segment in segments]
    segment_of = {span[0]._.segment: span for span in segments}
    margins = _margins(doc)
    values = []
    for label in labels:
        entry, margin = entries[label.entry], margins[doc[label.start]._.page]
        value = _until_stop(doc, label.end, doc[label.end - 1]._.line, stops)
        last = value[-1] if value else doc[label.end - 1]
        shared = _is_before_label(last, stops)  # the next label stands on the same line
        if shared and not value and not _of_labels_only(doc, label, stops):
            values.append(value)
            continue
        head = doc[label.start : label.end] if shared else segment_of[doc[label.start]._.segment]
        column = [span_box(head), *(token._.box for token in value)]
        while True:
            below = _next_below(segments, last, union(column))
            if below is None or below.start in stops:
                break
            end = _end_of_room(starts, last, margin)
            if _is_before_label(last, stops):
                end = min(end, doc[last.i + 1]._.box.left)
            if value and not _goes_on(entry, value, below, left=column[0].left, end=end, margin=margin):
                break
            more = _until_stop(doc, below.start, below[0]._.line, stops)
            value += more
            column += [token._.box for token in more]
            last = below[-1]
            if not more or more[-1] != last:
                break
        values.append(value)
    return values


def _margins(doc: Doc) -> dict[int, int]:
    """Where the text of each page ends on the right."""
    margins = dict.fromkeys((token._.page for token in doc), 0)
    for token in doc:
        if len(token.text) > 1 and token._.confidence >= SURE_WORD:
            margins[token._.page] = max(margins[token._.page], token._.box.right)
    return margins


def _is_before_label(token: Token, stops: set[int]) -> bool:
    """Whether the next label stands on the same line."""
    following = token.i + 1
    return following in stops and token.doc[following]._.line == token._.line


def _of_labels_only(doc: Doc, label: Label, stops: set[int]) -> bool:
    """Whether nothing but labels stands on the line from `label` on: their values stand below them."""
    line = doc[label.start]._.line
    return all(
        token.i in stops for token in itertools.takewhile(lambda t: t._.line == line, doc[label.end :])
    )


def _goes_on(entry: Entry, value: Sequence[Token], below: Span, *, left: int, end: int, margin: int) -> bool:
    """Whether the line below belongs to a value that has begun; `left`: where its label's line begins; `end`:
    up to where its own line has room."""
    text, last = " ".join(token.text for token in value), value[-1]
    complete = KINDS[entry.kind].clean(text) is not None
    if complete and entry.kind not in WRAPPED and entry.words_of is None:
        return False
    if last.text.endswith(",") or _was_full(last, below[0], end) or _hangs_under(value, below, left):
        return True
    if entry.kind == "name":
        return _is_rest_of_name(value, below, left)
    completed = not complete and KINDS[entry.kind].clean(f"{text} {below.text}") is not None
    reached = last._.box.right >= min(TAIL * margin, left + TAIL * (end - left))
    return completed or (reached and _is_tail(below))


def _hangs_under(value: Sequence[Token], below: Span, left: int) -> bool:
    """Whether the line below begins where the value does, which stands apart from its label at `left`."""
    box = value[0]._.box
    return bool(
        box.left > left + LINE_STEP * box.height and abs(below[0]._.box.left - box.left) <= box.height / 2
    )


def _is_rest_of_name(value: Sequence[Token], below: Span, left: int) -> bool:
    """Whether the line below begins at `left`, as the label's does, with one or two words that have capitals
    as the name has: a narrow column parts names."""
    last = value[-1]
    aligned = abs(below[0]._.box.left - left) <= last._.box.height
    alike = last.text.isupper() == below.text.isupper() and last.text.istitle() == below.text.istitle()
    name = (below.text.isupper() or below.text.istitle()) and below.text.replace(" ", "").isalpha()
    return aligned and alike and name and len(below) <= 2


def _end_of_room(starts: Sequence[tuple[int, Box]], last: Token, margin: int) -> int:
    """Where the room right of a token ends: at another column's words, whose lines may stand half a line
    higher or lower, or at the margin. `starts`: page and box of the first word of each stretch of words."""
    page, box = last._.page, last._.box
    beside = (
        other.left
        for number, other in starts
        if number == page
        and other.left >= box.right
        and abs(other.middle - box.middle) < box.height + other.height
    )
    return min(beside, default=margin)


def _until_stop(doc: Doc, start: int, line: int, stops: set[int]) -> list[Token]:
    """The tokens of a line from `start` to the next label or the segment's end; what stands before the first
    letter or figure is not of the value, and the first gap may be wide: the value may stand apart."""
    value: list[Token] = []
    for token in doc[start:]:
        if token.i in stops or token._.line != line:
            break
        if value and token._.segment != value[-1]._.segment:
            break
        if value or any(letter.isalnum() for letter in token.text):
            value.append(token)
    return value


def _next_below(segments: Sequence[Span], last: Token, column: Box) -> Span | None:
    """The segment on the lines below that stands under the column, no further than a line's step; of several
    at one height the left one."""
    found: Span | None = None
    for segment in segments:
        if segment.start <= last.i or segment[0]._.line == last._.line:
            continue
        box = span_box(segment)
        step = box.middle - last._.box.middle
        reach = LINE_STEP * max(last._.box.height, box.height)
        if segment[0]._.page != last._.page or step > reach:
            break
        speck = len(segment.text) < 3 and box.height < SMALL * last._.box.height  # or the 2 of m2
        if step > 0 and box.left < column.right and box.right > column.left and not speck:
            if found is not None and box.top >= span_box(found).bottom:
                break
            found = segment if found is None or box.left < span_box(found).left else found
    return found


def _was_full(before: Token, token: Token, end: int) -> bool:
    """Whether the line above, whose room ends at `end`, had none for the word that begins the next one."""
    room = end - before._.box.right
    return bool(room < token._.box.width + 1.5 * token._.box.height)


def _is_tail(line: Span) -> bool:
    """Whether a line looks like the end of a wrapped value even where the line above had room left: the
    column may be narrower than the page. A line with a colon, in capitals or of a single letter is none."""
    text = line.text
    return ":" not in text and not text.isupper() and (len(text) > 1 or text.isdecimal())


def find_place_date(doc: Doc) -> Span | None:
    """The last line "place, ngày dd tháng mm năm yyyy": where papers carry their date of issue. The year
    may stand on the next line."""
    segments = runs(doc, "segment")
    found = None
    for number, segment in enumerate(segments):
        below = segments[number + 1] if number + 1 < len(segments) else None
        if _is_place_date(segment.text):
            found = segment
        elif (
            below is not None
            and _DAY.search(fold(mend_figures(segment.text)))
            and _is_place_date(f"{segment.text} {below.text}")
        ):
            found = doc[segment.start : below.end]
    return found


def _is_place_date(text: str) -> bool:
    """Whether a line is a place with a date. Where the comma was not read, all words before the date must
    have capitals, as a place's have."""
    text = re.sub(r"\bla\b", "Ia", mend_figures(text))  # Ia Dom
    parts = _PLACE_DATE.match(fold(text))
    return parts is not None and (bool(parts[2]) or text[: parts.end(1)].strip().istitle())


def find_pattern(doc: Doc, pattern: str, skip: set[int]) -> Span | None:
    """The last stretch of a line that is wholly like `pattern`, in capitals: a value without a label."""
    matching = [
        segment
        for segment in runs(doc, "segment")
        if skip.isdisjoint(range(segment.start, segment.end)) and re.fullmatch(pattern, segment.text.upper())
    ]
    return matching[-1] if matching else None
