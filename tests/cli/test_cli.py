"""The command line as a writer meets it: help, quiet and loud, and one clear line for everything that goes wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild import cli

BOOK = 'title = "The Lighthouse"\n'
FRONT = "---\ntitle: The Lighthouse\n---\n"


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run bookbuild in the folder that holds the manuscript `book`."""
    monkeypatch.chdir(tmp_path)

    def run_(*arguments: str) -> Outcome:
        try:
            code: object = cli.main(arguments)
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        return Outcome(code, *capsys.readouterr())

    return run_


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_help_names_the_command(run: Run) -> None:
    shown = run("--help")
    assert (shown.code, shown.err) == (0, "")
    assert "build a manuscript into its outputs" in shown.out


def test_help_for_build_shows_examples_and_exit_codes(run: Run) -> None:
    shown = run("build", "--help")
    assert shown.code == 0
    assert "bookbuild build my-book --to epub" in shown.out
    assert all(f"\n  {code}  " in shown.out for code in range(5))
    assert "book.toml" in shown.out


def test_version(run: Run) -> None:
    shown = run("--version")
    assert shown.code == 0
    assert re.fullmatch(r"bookbuild \d+\.\d+\.\d+\S*\n", shown.out)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bild",),
        ("build", "--fast"),
        ("build", "-q", "-v"),
        ("build", "a", "b"),
        ("build", "-j", "0"),
        ("build", "-j", "many"),
        ("build", "--cache", "here", "--no-cache"),
    ],
)
def test_a_command_that_cannot_be_understood(arguments: tuple[str, ...], run: Run) -> None:
    shown = run(*arguments)
    assert (shown.code, shown.out) == (2, "")
    assert "usage: bookbuild" in shown.err


def test_without_arguments_manuscript_is_built_into_build(
    run: Run, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    make_manuscript({"../manuscript/essay.md": f"{FRONT}Light.\n"})
    shown = run("build", "--to", "epub")
    assert (shown.code, shown.err) == (0, "")
    assert sorted(outputs(tmp_path / "build")) == ["build.json", "proof.html", "the-lighthouse.epub"]
    assert re.match(r"build/the-lighthouse\.epub  \d+ kB\n", shown.out)


@pytest.mark.parametrize(
    ("to", "endings"),
    [
        (("--to", "epub"), {"epub"}),
        (("--to", "pdf"), {"pdf"}),
        (("--to", "pdf, EPUB"), {"epub", "pdf"}),
        (("--to", "html"), {"html"}),
        ((), {"epub", "pdf", "html"}),
    ],
)
def test_which_outputs_are_made(
    to: tuple[str, ...], endings: set[str], run: Run, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    assert run("build", "book/essay.md", "-o", "out", *to).code == 0
    made = {f"the-lighthouse.{ending}" for ending in endings}
    assert set(outputs(tmp_path / "out")) == {*made, "proof.html", "build.json"}


def test_what_was_made_is_kept_where_it_is_asked_for(
    run: Run, make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKBUILD_CACHE", str(tmp_path / "usual"))
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})

    def kept(*options: str) -> set[str]:
        assert run("build", "book", "--to", "epub", "-j", "1", *options).code == 0
        return {folder for folder in ("usual", "mine") if (tmp_path / folder).is_dir()}

    assert kept("--no-cache") == set()
    assert kept("--cache", "mine") == {"mine"}
    assert kept() == {"mine", "usual"}


def test_quiet_prints_nothing_when_all_goes_well(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n\n<blink>warned of</blink>\n"})
    assert run("build", "book", "--to", "epub", "-q") == Outcome(0, "", "")


def test_quiet_still_prints_errors(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.[^x]\n"})
    assert "[BB303]" in run("build", "book", "--to", "epub", "-q").err


def test_verbose_says_each_step(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    said = run("build", "book", "--to", "epub", "-v").err.splitlines()
    assert said[:2] == ["Reading the manuscript …", "Making the EPUB …"]
    assert said[-1] == "Writing …"


def test_a_pipe_gets_no_progress(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    command = [sys.executable, "-m", "bookbuild", "build", "book", "--to", "epub"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert shown.stderr == ""
    assert "\x1b" not in shown.stdout


def test_a_warning_is_shown_and_the_book_is_built(run: Run, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    make_manuscript({"essay.md": f"{FRONT}\n<font>Light.</font>\n"})
    shown = run("build", "book", "--to", "epub")
    assert shown.code == 0
    assert re.match(
        r"book/essay\.md:5: warning: .*<font>.* \[BB307\]\n    <font>Light.</font>\n    \^{5}\n  \S", shown.err
    )
    assert "the-lighthouse.epub" in outputs(tmp_path / "build")


@dataclass(frozen=True)
class Bad:
    """A manuscript that cannot be built, and the one line that is said of it."""

    what: str
    files: dict[str, str | bytes]
    line: str
    hint: str
    code: int = 1
    arguments: tuple[str, ...] = field(default=("build", "book"))


BAD = [
    Bad(
        "missing folder",
        {},
        "boook: there is no such file or folder [BB201]",
        "Give the folder that holds your chapters",
        code=2,
        arguments=("build", "boook"),
    ),
    Bad("empty folder", {".keep": ""}, "book: the folder holds no chapters [BB202]", "such as 01-opening.md"),
    Bad("no chapters", {"book.toml": BOOK}, "book: the folder holds no chapters [BB202]", "such as 01-opening.md"),
    Bad(
        "unknown key",
        {"book.toml": BOOK + 'autor = "Ada"\n', "01.md": "Light."},
        "book/book.toml:2: there is no setting “autor” [BB101]",
        "Did you mean “author”? The settings here are: author, author-note, byline,",
        code=2,
    ),
    Bad(
        "wrong value",
        {"book.toml": BOOK + 'split = "two"\n', "01.md": "Light."},
        "book/book.toml:2: “split” must be a whole number from 0 to 6",
        "",
        code=2,
    ),
    Bad(
        "broken TOML",
        {"book.toml": BOOK + "author = Ada\n", "01.md": "Light."},
        "book/book.toml:2: this line is not valid TOML: invalid value [BB103]",
        'key = "text in quotation marks"',
        code=2,
    ),
    Bad(
        "broken YAML",
        {"essay.md": "---\ntitle: The Light: a story\n---\nLight.\n"},
        "book/essay.md:2: the front matter is not valid YAML here: mapping values are not allowed here [BB104]",
        "Put quotation marks around a value that contains a colon",
        code=2,
    ),
    Bad(
        "front matter never closed",
        {"essay.md": "---\ntitle: The Lighthouse\n\nLight.\n"},
        "book/essay.md:1: the front matter that begins here is never closed [BB104]",
        "three dashes",
        code=2,
    ),
    Bad(
        "invalid UTF-8",
        {"essay.md": b"# Caf\xc3\xa9\n\nna\xefve\n"},
        "book/essay.md:3: byte 11 (0xef) is not UTF-8 text [BB203]",
        "Save the file as UTF-8",
    ),
    Bad(
        "control character",
        {"essay.md": "# T\n\nbell \x07\n"},
        "book/essay.md:3: there is a control character here (U+0007)",
        "Delete it",
    ),
    Bad(
        "missing image",
        {"essay.md": FRONT + "\n![A lamp](lamp.png)\n"},
        "book/essay.md:5: the image “lamp.png” does not exist [BB401]",
        "Put it there, or correct the path",
    ),
    Bad(
        "image outside",
        {"essay.md": FRONT + "\n![A lamp](../lamp.png)\n"},
        "book/essay.md:5: the image “../lamp.png” lies outside the manuscript folder [BB402]",
        "Copy it into the folder",
    ),
    Bad(
        "http image",
        {"essay.md": FRONT + "\n![A lamp](http://localhost/lamp.png)\n"},
        "book/essay.md:5: the image “http://localhost/lamp.png” lies on another computer",
        "Save it in the manuscript folder",
    ),
    Bad(
        "damaged image",
        {"essay.md": FRONT + "\n![A lamp](lamp.png)\n", "lamp.png": b"no picture"},
        "book/essay.md:5: the image “lamp.png” is damaged or is not an image [BB404]",
        "Save it again as PNG or JPEG",
    ),
    Bad(
        "two chapters with the same id",
        {"book.toml": BOOK, "01.md": "# One {#light}\n", "02.md": "# Two {#light}\n"},
        "book/02.md:1: the id “light” is given in the chapter “Two” and also in “One” (01.md)",
        "Give one of them another id",
    ),
    Bad(
        "the same id twice in a chapter",
        {"essay.md": FRONT + "## One {#light}\n\n## Two {#light}\n"},
        "book/essay.md:4: the id “light” is given twice in this chapter",
        "Give one of them another id",
    ),
    Bad(
        "undefined footnote",
        {"essay.md": FRONT + "\nLight.\n\nLight.[^1]\n"},
        "book/essay.md:7: the footnote [^1] is referred to here, but no line defines it [BB303]",
        "[^1]: The text of the note",
    ),
    Bad(
        "unused footnote",
        {"essay.md": FRONT + "\nLight.\n\n[^1]: Of a lamp.\n"},
        "book/essay.md:7: the footnote [^1] is defined here, but nothing refers to it",
        "Write [^1] in the text",
    ),
    Bad(
        "footnote defined twice",
        {"essay.md": FRONT + "\nLight.[^1]\n\n[^1]: Of a lamp.\n\n[^1]: Of the sun.\n"},
        "book/essay.md:9: the footnote [^1] is defined a second time [BB309]",
        "Line 7 defines it first",
    ),
    Bad(
        "unclosed :::",
        {"essay.md": FRONT + "\n::: author-note\nAda writes.\n"},
        "book/essay.md:5: the block “author-note” that opens here is never closed [BB301]",
        "Put a line that holds only :::",
    ),
    Bad(
        "unknown ::: name",
        {"essay.md": FRONT + "\n::: autor-note\nAda writes.\n:::\n"},
        "book/essay.md:5: there is no block named “autor-note” [BB302]",
        "Did you mean “author-note”?",
    ),
    Bad(
        "stray closing :::",
        {"essay.md": FRONT + "\nLight.\n\n:::\n"},
        "book/essay.md:7: this line closes a block, but none is open here [BB301]",
        "Delete the line",
    ),
    Bad(
        "link to no file",
        {"essay.md": FRONT + "\nSee [the end](99-end.md).\n"},
        "book/essay.md:5: the link “99-end.md” leads to nothing in the book [BB306]",
        "Correct the path",
    ),
    Bad(
        "link to no place",
        {"essay.md": FRONT + "\nSee [the end](#end).\n"},
        "book/essay.md:5: the link “#end” leads to nothing in the book [BB306]",
        "{#end}",
    ),
    Bad(
        "nested too deep",
        {"essay.md": FRONT + "\n" + ">" * 51 + " Light.\n"},
        "book/essay.md:4: in the text that begins here, quotations or lists are nested more than 50 deep [BB701]",
        "Take out some of the >",
        code=4,
    ),
    Bad(
        "unknown output",
        {"essay.md": FRONT + "Light."},
        "bookbuild: there is no output “docx” [BB107]",
        "Choose from: epub, pdf, html.",
        code=2,
        arguments=("build", "book", "--to", "epub,docx"),
    ),
    Bad(
        "output folder is a file",
        {"essay.md": FRONT + "Light.", "mine": "mine"},
        "book/mine: the outputs cannot be written there: this is a file, not a folder [BB602]",
        "choose another folder",
        code=3,
        arguments=("build", "book", "--to", "epub", "-o", "book/mine"),
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.what)
def test_every_mistake_gets_one_clear_line_and_leaves_the_old_outputs_alone(
    bad: Bad, run: Run, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    make_manuscript(bad.files)
    old = {"the-lighthouse.epub": b"old", "the-lighthouse.pdf": b"old", "build.json": b"old"}
    make_manuscript({f"../build/{name}": data for name, data in old.items()})

    shown = run(*bad.arguments)

    assert (shown.code, shown.out) == (bad.code, "")
    line, *hints = shown.err.splitlines()
    assert line.startswith(bad.line)
    assert re.search(r" \[BB\d{3}\]$", line)
    remedies = [hint for hint in hints if not hint.startswith("    ")]  # deeper in stands the line itself
    assert [bad.hint in hint and hint.startswith("  ") for hint in remedies] == ([True] if bad.hint else [])
    assert "Traceback" not in shown.err
    assert outputs(tmp_path / "build") == old


def test_all_mistakes_in_the_text_are_said_at_once(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}\n![A lamp](lamp.png)\n\nLight.[^1] See [the end](#end).\n"})
    shown = run("build", "book", "--to", "epub")
    assert sorted(re.findall(r"\[(BB\d+)\]$", shown.err, re.MULTILINE)) == ["BB303", "BB306", "BB401"]


@pytest.mark.parametrize("value", ["yesterday", "9" * 30])
def test_a_time_that_is_none(
    value: str, run: Run, make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    shown = run("build", "book", "--to", "epub")
    assert shown.code == 2
    assert "SOURCE_DATE_EPOCH" in shown.err


def test_a_fault_of_bookbuild_itself_is_said_without_a_traceback(
    run: Run, make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError("the moon is full")

    monkeypatch.setattr("bookbuild.outputs.epub.render", fail)
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    shown = run("build", "book", "--to", "epub")
    assert shown.code == 3
    assert "[BB901]" in shown.err
    assert re.search(r"ZeroDivisionError: the moon is full \(test_cli\.py:\d+\)", shown.err)
    assert "Traceback" not in shown.err
    assert not (tmp_path / "build").exists()


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What importing WeasyPrint does on a machine that lacks Pango, and that has made no pages before."""
    monkeypatch.setenv("BOOKBUILD_CACHE", str(tmp_path / "cache"))

    class NoPango:
        def find_spec(self, name: str, *rest: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint" or ".outputs.pdf" in name]:
        monkeypatch.delitem(sys.modules, name)
    import bookbuild.outputs

    monkeypatch.delattr(bookbuild.outputs, "pdf", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])


@pytest.mark.usefixtures("without_pango")
def test_without_pango_the_pdf_says_what_is_missing(run: Run, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    shown = run("build", "book")
    assert shown.code == 3
    line, hint = shown.err.splitlines()
    assert re.match(r"bookbuild: .*Pango.* \[BB601\]$", line)
    assert "--to epub" in hint
    assert not (tmp_path / "build").exists()


@pytest.mark.usefixtures("without_pango")
def test_without_pango_an_epub_alone_is_built(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}Light.\n"})
    assert run("build", "book", "--to", "epub").code == 0


def test_lint_says_what_is_wrong_where_it_is_and_what_to_do(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}> I saw it.\nHe left.\n\nSee [it] (b.md).\n"})
    shown = run("lint", "book")
    assert (shown.code, shown.err) == (1, "")
    assert shown.out.splitlines()[:3] == [
        "book/essay.md:5: this line belongs to the quotation above it, as if the same person had said it [BB335]",
        "    He left.",
        "    ^^^^^^^^",
    ]
    assert shown.out.splitlines()[-1] == "1 error, 1 warning"


def test_warnings_fail_only_a_strict_lint(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}See [it] (b.md).\n"})
    assert run("lint", "book").code == 0
    assert run("lint", "book", "--strict").code == 1
    assert run("lint", "book", "-q") == Outcome(0, "", "")
    make_manuscript({"essay.md": f"{FRONT}One.\n"})
    assert run("lint", "book", "--strict") == Outcome(0, "0 errors, 0 warnings\n", "")


def test_lint_prints_settings_that_are_wrong_in_the_form_asked_for(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": "---\ntitel: Light\n---\n\nOne.\n"})
    shown = run("lint", "book", "--format", "json")
    assert shown.code == 2
    (problem,) = json.loads(shown.out)["problems"]
    assert (problem["code"], problem["line"]) == ("BB101", 2)
    assert json.loads(run("lint", "book", "--format", "sarif").out)["version"] == "2.1.0"


def test_a_build_shows_the_words_meant_as_well(run: Run, make_manuscript: MakeManuscript) -> None:
    make_manuscript({"essay.md": f"{FRONT}See [it] (https://example.org).\n"})
    shown = run("build", "book", "--to", "epub")
    assert shown.code == 0
    assert "    See [it] (https://example.org).\n        ^^^" in shown.err


def test_a_code_is_explained(run: Run) -> None:
    shown = run("lint", "--explain", "bb335")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("BB335: ")
    assert "Instead of:" in shown.out


def test_all_codes_are_listed_and_the_nearest_is_named(run: Run) -> None:
    listed = run("lint", "--explain")
    assert listed.code == 0
    assert len(listed.out.splitlines()) > 50
    assert run("lint", "--explain", "all").out.startswith("# Problems\n")
    wrong = run("lint", "--explain", "BB9001")
    assert (wrong.code, wrong.out) == (2, "")
    assert "Did you mean BB9" in wrong.err
