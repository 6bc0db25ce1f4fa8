"""Text in two directions, with points and joined shapes: every letter once, in the order of reading."""

import io
from pathlib import Path

import pikepdf
import pytest
from conftest import MakeManuscript, absent

from bookbuild.judges import verapdf
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import check
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
LATIN_FROM_THE_RIGHT = ("#3 try", "(aside) text", "40% off!", "...and then", "- 6 °C", "/usr/share", "e.g. a = b;")


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
        "2.md": f"---\nlanguage: ar\n---\n\n# Two\n\n{arabic}\n",
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
