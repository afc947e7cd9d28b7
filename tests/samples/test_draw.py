import random
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from samples import fonts, layout
from samples.blocks import Paper, Paragraph
from samples.draw import draw_dossier, draw_file, main
from samples.hand import Hand
from samples.layout import PageOverflowError, draw_paper
from samples.plan import Plan, ScanFile, make_plan
from samples.style import Style, draw_style
from samples.wear import LEVELS, punch_holes, scan
from samples.write import write_scan

VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
LETTERS = VOWELS + "d" + (VOWELS + "d").upper()


def papers(plan: Plan, document_type: str) -> list[Paper]:
    return [
        paper
        for dossier in plan.dossiers
        for file in dossier.files
        for paper in file.papers
        if paper.document_type == document_type
    ]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("weight", ["regular", "bold", "italic"])
@pytest.mark.parametrize("family", fonts.FAMILIES)
def test_letters_that_differ_look_different(family: str, weight: str) -> None:
    """Carlito has all letters, but draws Ậ as Ạ, Ệ as Ẹ and Ộ as Ọ."""
    font = fonts.load_font(family, 48, weight=weight)
    images = {letter: Image.new("L", (90, 110)) for letter in LETTERS + "\U0010fffd"}  # the last: none has it
    for letter, image in images.items():
        ImageDraw.Draw(image).text((20, 75), letter, 255, font, anchor="ls")
    assert pairs_alike(images) == []


def pairs_alike(images: dict[str, Image.Image]) -> list[tuple[str, str]]:
    """Letters whose pictures differ in fewer than a mark's pixels."""
    letters = "".join(images)
    ink = np.array([np.asarray(image).ravel() > 127 for image in images.values()], np.float32)
    common, own = ink @ ink.T, ink.sum(axis=1)
    first, second = np.nonzero(np.triu(own[:, None] + own - 2 * common < 6, 1))
    return [(letters[one], letters[other]) for one, other in zip(first, second, strict=True)]


def test_missing_font_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", dict)
    with pytest.raises(fonts.FontsMissingError, match="apt-get install fonts-dejavu-core"):
        fonts.load_font.__wrapped__("Free Serif", 24)


def test_all_text_of_a_paper_is_drawn_once_and_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    text = ImageDraw.ImageDraw.text

    def record(self: ImageDraw.ImageDraw, xy: Any, string: str, **options: Any) -> None:
        # Stamps are drawn as masks, in full white; they are no text of the paper.
        drawn.extend([string] if options["fill"] != 255 else [])
        text(self, xy, string, **options)

    def set_anew(*arguments: Any) -> Any:
        # A paper that was too long is set again, smaller.
        drawn.clear()
        return set_pages(*arguments)

    set_pages = layout._set_pages
    monkeypatch.setattr(layout, "_set_pages", set_anew)
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", record)
    for dossier in make_plan(11, 24).dossiers:
        for file in dossier.files:
            for at, paper in enumerate(file.papers):
                pages = draw_paper(paper, 50, random.Random(f"{file.seed}/{at}"))
                assert len(pages) == paper.pages
                if not paper.document_type.startswith("identity_card"):  # they may be scanned alone
                    assert {page.size for page in pages} == {(413, 585)}
                assert letters("".join(drawn)) == letters(paper.text)


def letters(text: str) -> Counter[str]:
    """Without marks, which hands draw with a pen, and without colons, which some styles leave out."""
    plain = text.replace("đ", "d").replace("Đ", "D").replace(":", "")
    bare = (letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    return Counter("".join("".join(bare).split()))


def test_a_hand_writes_every_vietnamese_letter_differently() -> None:
    for face in fonts.HANDS:
        images = {letter: Image.new("RGB", (90, 110)) for letter in LETTERS}
        for letter, image in images.items():
            Hand(face, 48, random.Random(1)).write(ImageDraw.Draw(image), 20, 75, letter, (255, 255, 255))
        assert pairs_alike({letter: image.convert("L") for letter, image in images.items()}) == []


def is_plain(style: Style) -> bool:
    return style.leader == "none" and style.arrangement != "ruled" and style.face.startswith("Liberation")


# A table and a card are read worse; they have tests of their own in reading.
LETTERED = ("birth_certificate", "residence_change_ct01", "marriage_certificate", "land_certificate")


@pytest.mark.parametrize("document_type", LETTERED)
def test_tesseract_reads_the_words_of_a_clean_page(document_type: str) -> None:
    paper = papers(make_plan(192, 24), document_type)[0]
    # Dotted lines defeat Tesseract's own look at the page: a style without them shows what the ink is worth.
    plain = next(seed for seed in range(99) if is_plain(draw_style(random.Random(seed))))
    pages = draw_paper(paper, 300, random.Random(plain))
    read = words("\n".join(pytesseract.image_to_string(page, lang="vie", timeout=120) for page in pages))
    truth = words(paper.text)
    assert (truth & read).total() >= 0.9 * truth.total()


def test_paper_that_never_fits_is_refused() -> None:
    with pytest.raises(PageOverflowError):
        draw_paper(Paper("unknown", (Paragraph("một dòng"),) * 200), 50, random.Random(1))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("generation", [2021, 2024])
def test_code_of_a_scanned_card_is_read_at_200_dpi(generation: int, level: str) -> None:
    for paper in papers(make_plan(192, 24), f"identity_card_{generation}")[:3]:
        file = ScanFile("a.jpg", (paper,), level, 200, {}, f"card/{level}")
        codes = [
            code for page in draw_file(file) for code in zxingcpp.read_barcodes(np.asarray(page.convert("L")))
        ]
        assert [code.text.split("|")[0] for code in codes] == [paper.fields["personal_id"]]


def test_turned_pages_lie_upside_down(plan: Plan) -> None:
    paper = papers(plan, "marital_status_certificate")[0]
    upright, turned = (
        draw_file(ScanFile("a.pdf", (paper,), "clean", 50, turns, "turn"))[0] for turns in ({}, {1: 180})
    )
    assert turned.transpose(Image.Transpose.ROTATE_180).tobytes() == upright.tobytes()
    assert turned.tobytes() != upright.tobytes()


def test_levels_grow_worse_and_one_seed_gives_one_scan() -> None:
    page = Image.new("RGB", (400, 560), "white")
    ImageDraw.Draw(page).text((80, 90), "Giấy khai sinh", fill="black")
    levels = ("clean", "office", "poor")
    scans = {level: scan(page.copy(), page, level, 100, random.Random(5)) for level in levels}
    noise = [float(np.asarray(scans[level].convert("L")).astype(float)[300:].std()) for level in levels]
    assert noise == sorted(noise) and noise[0] < noise[1] < noise[2]
    assert all(image.size == page.size for image in scans.values())
    again = scan(page.copy(), page, "poor", 100, random.Random(5))
    assert again.tobytes() == scans["poor"].tobytes()


def test_other_side_shines_through_in_mirror_writing() -> None:
    page, other = Image.new("RGB", (400, 560), "white"), Image.new("RGB", (400, 560), "white")
    ImageDraw.Draw(other).rectangle((20, 200, 120, 300), fill="black")
    pixels = np.asarray(scan(page, other, "poor", 100, random.Random(2)).convert("L")).astype(float)
    assert pixels[220:280, 300:360].mean() < pixels[220:280, 180:240].mean() - 8


def test_holes_are_dark_and_on_the_left() -> None:
    page = Image.new("RGB", (827, 1169), "white")
    punch_holes(page, 100, random.Random(1))
    dark = np.asarray(page.convert("L")) < 100
    assert dark[:, :80].sum() == dark.sum() > 500


@pytest.mark.parametrize("ending", [".pdf", ".tiff", ".jpg", ".png"])
def test_same_pages_same_bytes(tmp_path: Path, ending: str) -> None:
    count = 3 if ending in (".pdf", ".tiff") else 1
    pages = [Image.new("RGB", (100, 140), (200, number, 40)) for number in range(count)]
    for name in ("a", "b"):
        write_scan(tmp_path / f"{name}{ending}", pages, 200, 60)
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


@pytest.mark.parametrize(("ending", "count"), [(".gif", 1), (".jpg", 2), (".png", 0)])
def test_what_no_scanner_writes(tmp_path: Path, ending: str, count: int) -> None:
    with pytest.raises((ValueError, IndexError)):
        write_scan(tmp_path / f"a{ending}", [Image.new("RGB", (9, 9))] * count, 200, 60)


def test_program_draws_the_same_set_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        main([str(tmp_path / name), "--seed", "6", "--dossiers", "2", "--level", "clean"])
    assert "2 dossiers" in capsys.readouterr().out
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*.*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    assert {Path("truth.jsonl"), Path("register.csv")} < set(one)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_program_leaves_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dossiers").mkdir()
    (tmp_path / "dossiers" / "mine.pdf").touch()
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--dossiers", "1"])
    assert "is not empty" in capsys.readouterr().err


def test_zip_holds_the_files_of_its_dossier(tmp_path: Path, plan: Plan) -> None:
    dossier = next(dossier for dossier in plan.dossiers if dossier.shape == "zip")
    draw_dossier(dossier, tmp_path)
    (made,) = tmp_path.iterdir()
    with zipfile.ZipFile(made) as archive:
        assert archive.namelist() == sorted(f"{dossier.name}/{file.name}" for file in dossier.files)
