"""Text in two directions, with points and joined shapes: every letter once, in the order of reading."""

import io
import unicodedata
from pathlib import Path

import pikepdf
import pytest
from conftest import MakeManuscript, absent
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from bookbuild.judges import verapdf
from bookbuild.outputs.pdf.glyphs import meanings
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import check
from bookbuild.problems import BookError
from bookbuild.proof.readback.pdf_text import marked

pytestmark = pytest.mark.slow

LINES = (
    "She wrote رسالة 7 من 9 yesterday, and added «شكرا» (once).",
    "Gate שער 4 and line קו 18 are closed.",
    "A name in isolates: \u2067אורי 12\u2069, said twice.",
    "العلم اللازم للملاح: الكواكب والليل",
    "הַשּׁוֹמֵר סָפַר אֶת כָּל הָאֳנִיּוֹת בַּלַּיְלָה הָרִאשׁוֹן",
    "كَتَبَ الحَارِسُ فِي الدَّفْتَرِ: «لَا أَحَدَ» (مَرَّتَيْنِ) فِي 3/11/1984.",
    "این فانوس ۱۲ پله دارد و چراغ آن گرد است.",
    "من C++ (2019) إلى Python، ثم example.org!",
    "a, b (ג) [ד] <ה> 5–6 % ו",
    "A sign in its plain form, \u00a9\ufe0e, and a dash\ufe0f.",
    "Decomposed x\u030c and q\u0303, and ɔ\u0303\u0301.",
)
PARTED = ("কো কৌ কি", "น้ำ ผู้ คำ", "കൊ കൈ", "கொ கை")
"""Vowels whose parts stand before and behind their consonant, or over and beside it."""
LATIN_FROM_THE_RIGHT = ("#3 try", "(aside) text", "40% off!", "...and then", "- 6 °C", "/usr/share", "e.g. a = b;")

FROM_THE_LEFT = """(نص) `count(ships)` نص.

::: {lang=en dir=ltr}
Three (S7), and [more].
:::

```python
n = 1204  # سفينة
	n += count(x)
```
"""


def texts(pdf: Path) -> str:
    with pikepdf.open(pdf) as opened:
        return "\n".join(text for page in opened.pages for text in marked(page, {}).texts.values())


@pytest.fixture
def built(make_manuscript: MakeManuscript, tmp_path: Path) -> tuple[Path, Path]:
    """A manuscript with text in both directions, and its PDF."""
    english = "\n\n".join(LINES)
    arabic = "\n\n".join(f"## {each}\n\nنص {each} نص.\n\n{each}" for each in LATIN_FROM_THE_RIGHT)
    book = {
        "book.toml": 'title = "Both ways"\n',
        "1.md": f"# One\n\n{english}\n",
        "2.md": f"---\nlanguage: ar\n---\n\n# Two\n\n{arabic}\n\n{FROM_THE_LEFT}",
    }
    manuscript = make_manuscript(book)
    build(manuscript, tmp_path / "build", ("pdf",))
    return manuscript, tmp_path / "build" / "both-ways.pdf"


def test_each_letter_is_told_once_and_in_order(built: tuple[Path, Path]) -> None:
    manuscript, pdf = built
    report, _ = check(manuscript, pdf, judges=False)
    assert report.problems == ()
    told = texts(pdf)
    assert "رسالة 7 من 9" in told
    assert "للملاح" in told
    assert "שער 4 and line קו 18" in told
    for line in LATIN_FROM_THE_RIGHT:
        assert line in told, line
    assert "count(ships)" in told
    assert "Three (S7), and [more]." in told


def test_pages_with_both_directions_are_sound(built: tuple[Path, Path]) -> None:
    if verapdf.probe().version is None:
        absent("veraPDF", "neither a program nor a jar of it is installed")
    assert verapdf.judge(built[1], 120) == ()


def test_letters_beside_glyphs_are_believed_only_where_the_glyphs_have_them(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    _, pdf = built
    with pikepdf.open(pdf) as opened:
        changed = 0
        for page in opened.pages:
            page.contents_coalesce()
            content = page.obj.Contents.read_bytes()
            changed += content.count(b"/ActualText <feff0644>")
            page.obj.Contents = opened.make_stream(
                content.replace(b"/ActualText <feff0644>", b"/ActualText <feff0646>", 1)
            )
        data = io.BytesIO()
        opened.save(data)
    assert changed
    other = tmp_path / "other.pdf"
    other.write_bytes(data.getvalue())
    assert "للملاح" in texts(other)


def test_a_number_in_another_place_is_found(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Two numbers between words of the other direction: what a reader would see is another sentence."""
    manuscript, pdf = built
    chapter = manuscript / "1.md"
    chapter.write_text(chapter.read_text().replace("رسالة 7 من 9", "رسالة 9 من 7"))
    report, _ = check(manuscript, pdf, judges=False)
    assert [problem.location.line for problem in report.problems] == [3]


def square_font(letters: str, features: str = "", others: tuple[str, ...] = (), private: str = "") -> bytes:
    """A font with squares for letters and other shapes, each of its own size, and with features.

    A shape that is `private` has a letter of the area for private use besides.
    """
    plain = {ord(letter): f"u{ord(letter):04X}" for letter in sorted({*letters, " "})}
    names = [".notdef", *plain.values(), *others]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(plain | ({0xF70A: private} if private else {}))
    shapes = {}
    for size, name in enumerate(names, start=100):
        pen = TTGlyphPen(None)
        if name != "u0020":
            pen.moveTo((0, 0))
            for corner in ((0, size), (size, size), (size, 0)):
                pen.lineTo(corner)
            pen.closePath()
        shapes[name] = pen.glyph()
    builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, features)
    data = io.BytesIO()
    builder.save(data)
    return data.getvalue()


def test_letters_in_several_parts_are_told_once(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    text = "\n\n".join(PARTED)
    letters = text.replace("\n", "") + unicodedata.normalize("NFD", text) + "\u0e4d\u0e32\u25cc"
    manuscript = make_manuscript(
        {
            "book.toml": 'title = "Parts"\n',
            "1.md": f"# One\n\n{text}\n",
            "styles/print.css": "@font-face { font-family: S; src: url(s.ttf) }\np { font-family: S }\n",
        }
    )
    below = "feature ccmp { sub u0E39 u0E49' by low; } ccmp;"
    (manuscript / "styles" / "s.ttf").write_bytes(square_font(letters.replace("\n", ""), below, ("low",), "low"))
    result = build(manuscript, tmp_path / "build", ("pdf",))
    assert [problem.code for problem in result.problems] == []
    told = texts(tmp_path / "build" / "parts.pdf")
    for line in PARTED:
        assert line in told


def test_shapes_of_several_letters_mean_those_that_the_font_puts_them_for() -> None:
    """Half consonants and forms at one place mean the same wherever they stand."""
    features = """
        lookup halves { sub u0995 u09CD by half; } halves;
        lookup forms { sub u09C7 by first; } forms;
        feature half { lookup halves; } half;
        feature init { lookup forms; } init;
    """
    font = square_font("কখ\u09cd\u09c7\u09be", features, ("half", "first"))
    names = [".notdef", *sorted("কখ\u09cd\u09c7\u09be "), "half", "first"]
    half, first = names.index("half"), names.index("first")
    kha, aa = names.index("খ"), names.index("\u09be")
    assert meanings(font, 0, [first, half, kha, aa], "ক্খো") == ["\u09c7", "ক\u09cd", "খ", "\u09be"]
    assert meanings(font, 0, [kha], "খ") == ["খ"]


def test_letters_without_capitals_have_none_on_pages(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """Whatever fonts there are: few have the capitals of Georgian, and none is asked for."""
    paragraph = "წელს მცველმა იყიდა და ჩაწერა. " * 40
    text = "---\ntitle: აბგ\nbyline: ანა\nlanguage: ka\n---\n\n[ანა]{.smallcaps}.\n\n" + f"{paragraph}\n\n" * 8
    manuscript = make_manuscript({"text.md": text})
    try:
        problems = build(manuscript / "text.md", tmp_path / "build", ("pdf",)).problems
    except BookError as error:
        problems = error.problems
    assert not [each for each in problems if any("\u1c90" <= letter <= "\u1cbf" for letter in each.message)]
