"""Charts: where values lie, and that nothing written into one can be more than text."""

from xml.etree import ElementTree

import pytest

from models.chart import Picture, Scale, bars

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("scale", "value", "pixel"),
    [
        (Scale(0, 10, 100, 0), 5, 50),
        (Scale(0, 10, 100, 0), 99, 0),
        (Scale(0.001, 1, 0, 300, log=True), 0.01, 100),
        (Scale(0.001, 1, 0, 300, log=True), 0, 0),
        (Scale(3, 3, 10, 90), 3, 10),
    ],
)
def test_a_value_lies_between_the_ends(scale: Scale, value: float, pixel: float) -> None:
    assert scale(value) == pytest.approx(pixel)


def test_what_is_written_is_text_only() -> None:
    hostile = "</text><script>alert(1)</script>&"
    picture = Picture(10, 10, hostile, hostile)
    picture.text(1, 1, hostile)
    root = ElementTree.fromstring(str(picture))
    assert [one.tag for one in root.iter()].count(f"{SVG}script") == 0
    assert root.findtext(f"{SVG}text") == root.findtext(f"{SVG}title") == hostile


def test_bars_are_as_high_as_their_values_and_told_in_words() -> None:
    root = ElementTree.fromstring(str(bars([("a", 4), ("b", 2), ("c", 0)], "Trang")))
    heights = [float(one.attrib["height"]) for one in root.iter(f"{SVG}rect")][1:]
    assert heights[0] == pytest.approx(2 * heights[1]) and heights[2] == 0
    assert root.findtext(f"{SVG}desc") == "a: 4; b: 2; c: 0"
