"""Handouts and the one file, as a writer meets them: settings, commands, messages, and what `check` says of them."""

import shutil
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, MakeManuscript, held

from bookbuild import manuscript
from bookbuild.cli import main
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import check
from bookbuild.problems import ContentError, SettingsError
from bookbuild.settings import from_front_matter, from_toml, parse_yaml

BOOK = {"book.toml": 'title = "T"\n[handout]\nlayout = "2-up"\n', "1.md": "# One\n\nWords.", "2.md": "# Two\n\nMore."}

Said = pytest.CaptureFixture[str]


@pytest.fixture
def outputs(carrier: Built, tmp_path: Path) -> Path:
    return Path(shutil.copytree(carrier.report.folder, tmp_path / "out"))


def the_pdf(folder: Path, dots: int = 1) -> Path:
    (found,) = [path for path in folder.glob("*.pdf") if path.name.count(".") == dots]
    return found


def test_a_build_makes_the_sheets_and_its_report_and_record_name_them(carrier: Built) -> None:
    names = [artifact.name for artifact in carrier.report.artifacts]
    assert [name.partition(".")[2] for name in names] == ["epub", "pdf", "html", "booklet.pdf", "html", "json"]
    assert names[3] in (carrier.report.folder / "build.json").read_text(encoding="utf-8")
    assert (carrier.report.folder / names[3]).is_file()


def test_sheets_are_made_of_a_pdf_only(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    report = build(make_manuscript(BOOK), tmp_path / "out", ["epub"])
    assert [artifact.name for artifact in report.artifacts] == ["t.epub", "proof.html", "build.json"]
    report = build(make_manuscript(BOOK), tmp_path / "out", ["pdf"])
    assert [artifact.name for artifact in report.artifacts][:2] == ["t.pdf", "t.2-up.pdf"]


def test_an_e_book_that_is_only_to_be_carried_is_proven_and_not_written(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    files = {**BOOK, "book.toml": 'title = "T"\n[pdf]\nattach = ["epub"]\n'}
    report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir() if path.name[0] != ".") == [
        ".html",
        ".json",
        ".pdf",
    ]
    assert report.figures is not None
    assert report.figures.outputs == 2
    whole = build(tmp_path / "book", tmp_path / "both", ["pdf", "epub"])
    assert {a.name: a.data for a in whole.artifacts}["t.pdf"] == report.artifacts[0].data


def test_a_book_whose_sheets_are_wrong_is_not_written(
    make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bookbuild.outputs.handout import imposition

    right = imposition.grid
    monkeypatch.setattr(imposition, "grid", lambda *a, **k: right(*a, **k)[::-1])
    with pytest.raises(ContentError) as refusal:
        build(make_manuscript(BOOK), tmp_path / "out")
    assert [problem.code for problem in refusal.value.problems] == ["BB609"]
    assert not (tmp_path / "out").exists()


def test_a_pdf_is_proven_from_what_it_carries(outputs: Path, capsys: Said) -> None:
    alone = outputs.parent / "alone.pdf"
    the_pdf(outputs).rename(alone)
    assert main(["check", str(alone), "--no-judges"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("proven: 863 characters")
    assert "each of 2 outputs" in said.out
    assert said.err == ""


def test_one_file_is_proven_from_what_it_carries(make_manuscript: MakeManuscript, tmp_path: Path, capsys: Said) -> None:
    front = "---\ntitle: The Light\npdf: {attach: [manuscript]}\n---\n\n"
    folder = make_manuscript({"essay.markdown": f"{front}It shines.", "other.md": "# Another"})
    build(folder / "essay.markdown", tmp_path / "out", ["pdf"])
    assert main(["check", str(tmp_path / "out" / "the-light.pdf"), "--no-judges"]) == 0
    assert "all in the output" in capsys.readouterr().out


def test_a_pdf_that_does_not_hold_what_it_carries_is_found_out(outputs: Path, capsys: Said) -> None:
    pdf = the_pdf(outputs)
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        data = opened.attachments["manuscript/01-soil.md"].get_file().read_bytes()
        changed = held(opened, "manuscript/01-soil.md", data.replace(b"soil", b"sail"), "text/markdown")
        opened.attachments["manuscript/01-soil.md"] = changed
        opened.save(pdf)
    assert main(["check", str(pdf), "--no-judges"]) == 1
    assert f"{pdf.name}/01-soil.md:3: the text is changed in" in capsys.readouterr().err


def test_a_pdf_without_a_manuscript_cannot_be_proven_from_it(garden: Built, capsys: Said) -> None:
    pdf = garden.report.folder / garden.artifact(".pdf").name
    assert main(["check", str(pdf), "--no-judges"]) == 2
    said = capsys.readouterr().err
    assert "carries no manuscript [BB607]" in said
    assert f"bookbuild check MANUSCRIPT --outputs {pdf.name}" in said


def test_check_reads_sheets_and_what_is_inside(carrier: Built, outputs: Path) -> None:
    def found() -> set[str]:
        report, _ = check(carrier.manuscript, outputs, judges=False, against=outputs / "build.json")
        return {problem.code for problem in report.problems}

    assert found() == set()
    sheets = the_pdf(outputs, 2)
    with pikepdf.open(sheets, allow_overwriting_input=True) as pdf:
        pdf.pages.reverse()
        pdf.save(sheets)
    assert found() == {"BB609", "BB811"}
    sheets.unlink()
    assert found() == {"BB811"}
    shutil.copy(carrier.report.folder / sheets.name, sheets)
    pdf_path = the_pdf(outputs)
    with pikepdf.open(pdf_path, allow_overwriting_input=True) as pdf:
        del pdf.attachments["manuscript/book.toml"]
        pdf.save(pdf_path)
    assert found() == {"BB607", "BB811"}


def test_check_finds_a_leaflet_wanting(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    front = "---\ntitle: T\nhandout: {from: article}\n---\n\n"
    folder = make_manuscript({"a.md": f"{front}It shines."})
    build(folder, tmp_path / "out")
    report, _ = check(folder, tmp_path / "out", judges=False)
    assert not report.problems
    assert report.figures is not None
    assert report.figures.outputs == 4
    (folder / "a.md").write_text(f"{front}It shone.", encoding="utf-8")
    report, _ = check(folder, tmp_path / "out", judges=False)
    assert any("t.handout.pdf" in problem.message for problem in report.problems)


def test_a_handout_of_any_pdf(garden: Built, tmp_path: Path, capsys: Said) -> None:
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(garden.artifact(".pdf").data)
    assert main(["handout", str(pdf), "--marks", "fold, staple", "--signature", "2", "--creep", "0.1mm"]) == 0
    said = capsys.readouterr()
    assert "book.booklet.pdf" in said.out
    assert "bundles to be sewn; print on both sides at actual size, turned on the short edge" in said.out
    assert (tmp_path / "book.booklet.pdf").is_file()
    assert main(["handout", str(pdf), "-o", str(tmp_path / "new" / "x.pdf"), "--layout", "4-up", "--no-cover"]) == 0
    assert "turned on the long edge" in capsys.readouterr().out
    assert (tmp_path / "new" / "x.pdf").is_file()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (
            ["--paper", "A9"],
            2,
            "--paper must be a size of paper such as A4, Letter or 200x260mm, not “A9” [BB107]",
        ),
        (["--creep", "1"], 2, "--creep must be a length such as 5mm, 12pt or 0.2in, not “1” [BB107]"),
        (["--signature", "many"], 2, "--signature must be a whole number from 1 to 100, not “many”"),
        (["--signature", "0"], 2, "--signature must be a whole number from 1 to 100, not “0”"),
        (["--marks", "fold,bold"], 2, "each value of --marks must be fold, staple or crop, not “bold”"),
        (["--margin", "20in"], 2, "margins and gutter leave no room for the pages [BB106]"),
        (["--layout", "2-up", "--marks", "staple"], 2, "only a booklet is stapled"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_a_sentence(
    options: list[str], code: int, said: str, garden: Built, tmp_path: Path, capsys: Said
) -> None:
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(garden.artifact(".pdf").data)
    assert main(["handout", str(pdf), *options]) == code
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.pdf"]


def test_a_handout_does_not_replace_its_pdf(garden: Built, tmp_path: Path, capsys: Said) -> None:
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(garden.artifact(".pdf").data)
    assert main(["handout", str(pdf), "-o", str(tmp_path / "." / "book.pdf")]) == 2
    assert "would replace its PDF [BB606]" in capsys.readouterr().err
    assert pdf.read_bytes() == garden.artifact(".pdf").data


def test_what_is_no_pdf_or_not_there_is_refused(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "a.md").write_text("It shines.", encoding="utf-8")
    assert main(["handout", str(tmp_path / "a.md")]) == 1
    assert "a.md: this is not a PDF" in capsys.readouterr().err
    assert main(["handout", str(tmp_path / "none.pdf")]) == 3
    assert "[BB207]" in capsys.readouterr().err
    assert main(["unpack", str(tmp_path / "none.pdf"), str(tmp_path / "out")]) == 3
    assert "[BB207]" in capsys.readouterr().err


def test_unpack_names_what_it_wrote(carrier: Built, tmp_path: Path, capsys: Said) -> None:
    pdf = str(carrier.report.folder / carrier.artifact(".pdf").name)
    folder = tmp_path / "out"
    assert main(["unpack", pdf, str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"{folder / 'manuscript' / 'images' / 'can.png'}  1 kB" in said
    assert main(["unpack", pdf, str(folder)]) == 2
    assert "is there already [BB606]" in capsys.readouterr().err
    assert main(["unpack", pdf, str(folder), "--force"]) == 0
    assert manuscript.load(folder / "manuscript").drafts == ("03-frost.md",)


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ('[handout]\npapr = "A4"', 2, "“handout” has no setting “papr”"),
        (
            '[handout]\n\npaper = "A9"',
            3,
            "“handout.paper” must be a size of paper such as A4, Letter or 200x260mm, not “A9”",
        ),
        ('[handout]\ncreep = "thick"', 2, "“handout.creep” must be a length such as 5mm, 12pt or 0.2in, not “thick”"),
        (
            '[pdf]\nattach = "epub"',
            2,
            "“pdf.attach” must be a list of epub, manuscript or stripped-manuscript, not “epub”",
        ),
        (
            '[pdf]\nattach = ["word"]',
            2,
            "each value of “pdf.attach” must be epub, manuscript or stripped-manuscript, not “word”",
        ),
        ('handout = "booklet"', 1, "“handout” must be a table, not “booklet”"),
    ],
)
def test_settings_that_do_not_fit_are_refused_with_their_line(settings: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        from_toml(settings, "book.toml")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.location.line) == ("BB102", line)
    assert said in problem.message


def test_a_front_matter_says_the_same() -> None:
    text = "title: T\nhandout:\n  signature: 5\n  cover: false\n  marks: [fold]\npdf:\n  attach: [epub]\n"
    _, book = from_front_matter(parse_yaml(text, "a.md", 2), text, "a.md", 2, whole_book=True)
    assert book is not None
    assert book.handout is not None
    assert (book.handout.signature, book.handout.cover, book.handout.marks) == (5, False, ["fold"])
    assert book.pdf.attach == ["epub"]
