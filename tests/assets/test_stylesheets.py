"""A writer's own style sheets: where they go, what they may say, and what they bring along."""

import io
import zipfile
from pathlib import Path

import fontpkg
import pikepdf
import pytest
from conftest import MakeManuscript

from bookbuild.assets import stylesheets
from bookbuild.pipeline.build import build
from bookbuild.pipeline.lint import lint
from bookbuild.problems import ContentError, Location
from bookbuild.results import Report
from bookbuild.styles import stylesheet, theme_folder, theme_names

FONT = fontpkg.family("Amiri").files[0].path.read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>x</title><path d="M0,0h10v10z"/></svg>'
BOOK = {
    "book.toml": 'title = "Letters"\nlanguage = "en-GB"\n[style]\nstylesheets = ["more/print-extra.css"]\n',
    "01.md": "# One\n\n::: {.letter}\nDear all.\n:::\n",
    "02.md": "# Two\n\nMore.\n",
    "styles/all.css": '@font-face { font-family: "Own"; src: url(own.ttf) }\n'
    '.letter { margin: 2em; background: url("dots.svg"); font-family: "Own" }\n',
    "styles/epub.css": ".letter { text-indent: 3em }\n",
    "styles/web-wide.css": "@media (min-width: 40em) { .letter { width: calc(100% - 2em) } }\n",
    "styles/own.ttf": FONT,
    "styles/dots.svg": SVG,
    "more/print-extra.css": "@page text { @top-center { content: 'Own head' } }\n.letter { break-before: page }\n",
}


@pytest.fixture
def built(make_manuscript: MakeManuscript, tmp_path: Path) -> Report:
    return build(make_manuscript(BOOK), tmp_path / "out")


def data(report: Report, ending: str) -> bytes:
    return next(each.data for each in report.artifacts if each.name.endswith(ending))


def test_each_output_gets_its_sheets_and_their_files(built: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(data(built, ".epub"))) as epub:
        names = epub.namelist()
        sheets = {name: epub.read(name).decode() for name in names if "/own-" in name}
        chapters = "".join(epub.read(name).decode() for name in names if "/text/" in name)
    assert len(sheets) == 2
    assert all(Path(name).name in chapters for name in sheets)
    assert any("text-indent: 3em" in text for text in sheets.values())
    (shared,) = [text for text in sheets.values() if "font-face" in text]
    used = [name for name in names if "/files/" in name]
    assert sorted(Path(name).suffix for name in used) == [".svg", ".ttf"]
    assert all(f"../files/{Path(name).name}" in shared for name in used)
    html = data(built, ".html").decode()
    assert "calc(100% - 2em)" in html
    assert "text-indent: 3em" not in html
    assert "data:font/ttf;base64," in html
    with pikepdf.open(io.BytesIO(data(built, ".pdf"))) as pdf:
        dictionaries = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        fonts = {str(item.BaseFont) for item in dictionaries if "/BaseFont" in item}
    assert any("Own" in font or "Amiri" in font for font in fonts)


def test_what_was_used_is_on_record(built: Report) -> None:
    record = data(built, "build.json").decode()
    assert all(name in record for name in ("styles/all.css", "styles/own.ttf", "more/print-extra.css"))


@pytest.mark.parametrize(
    ("css", "code", "line"),
    [
        (".a { margin: 1em }\n.b { width: calc(1em + 2px) }", "BB421", 2),
        (".a { color: var(--x) }", "BB421", 1),
        (".a { --x: 1 }", "BB421", 1),
        ("\n\n@media screen { .a { margin: 0 } }", "BB421", 3),
        ("@supports (display: grid) { .a { margin: 0 } }", "BB421", 1),
        (".a { display: flex }", "BB421", 1),
        (".a { display: inline-grid }", "BB421", 1),
        (".a { position: fixed }", "BB421", 1),
        ("body { font-size: 12pt }", "BB421", 1),
        ("html, body { line-height: 1.4 }", "BB421", 1),
        ("p,\nbody { color: black }", "BB421", 2),
        (".a { .b { margin: 0 } }", "BB421", 1),
        (".a { margin 1em }", "BB420", 1),
        (".a { margin: 0 } }", "BB420", 1),
        ("</style><script>", "BB420", 1),
        ('@import url("x.css");', "BB422", 1),
        ("@import 'https://example.org/x.css';", "BB422", 1),
        (".a {\n background: url(https://example.org/x.png) }", "BB422", 2),
        (".a { background: url(//example.org/x.png) }", "BB422", 1),
        (".a { background: url(file:///etc/passwd) }", "BB422", 1),
        (".a { background: \\75rl(https://example.org/x.png) }", "BB422", 1),
        ('.a { background: image-set("https://example.org/x.png" 1x) }', "BB422", 1),
        ('@font-face { font-family: X; src: src("https://example.org/x.ttf") }', "BB422", 1),
        ("body { font: 12pt/1.4 serif }", "BB421", 1),
        ("body.book { font-size: 9px }", "BB421", 1),
        ("html > body.book:not(.x) { line-height: 1.4 }", "BB421", 1),
        (".book { color: #222 }", "BB421", 1),
        (":is(html, body) { background: white }", "BB421", 1),
        ("* { color: black }", "BB421", 1),
        ("body * { line-height: 1 }", "BB421", 1),
        ("p { color: black }", "BB421", 1),
        (".a { margin: 0;\n font-size: 9pt }", "BB421", 2),
        (".a { width: -webkit-calc(1em + 1px) }", "BB421", 1),
        (".a { display: -webkit-flex }", "BB421", 1),
        (".a { margin: 0 }\n.b { margin: 0", "BB420", 2),
        (".a { margin: 0 }\n/* never closed", "BB420", 2),
        ('.a { margin: 0;\n content: "never closed }\n', "BB420", 2),
        ("\n.a:not(.b { margin: 0 }", "BB420", 2),
        (".a {\n background: url(my pic.svg) }", "BB420", 2),
        (".a {\n width: " + "(" * 3000 + ")" * 3000 + "; background: url(no.ttf) }", "BB420", 2),
        ("\n" + ":is(" * 1500 + "body" + ")" * 1500 + " { color: red }", "BB420", 2),
        (".a { background: url(%2e%2e/%2e%2e/x.png) }", "BB402", 1),
        (".a { background: url(a%00.png) }", "BB402", 1),
        (".a { background: url(../../x.png) }", "BB402", 1),
        (".a { background: url(missing.png) }", "BB401", 1),
        ("@font-face { font-family: X; src: url(no.ttf) }", "BB404", 1),
    ],
)
def test_what_no_sheet_may_say_is_told_with_its_line(
    css: str, code: str, line: int, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {"a.md": "---\ntitle: T\n---\n\nText.\n", "styles/a.css": css}
    files["styles/no.ttf"] = b"nothing"
    folder = make_manuscript(files)
    with pytest.raises(ContentError) as caught:
        build(folder, tmp_path / "out", ["epub"])
    found = [problem for problem in caught.value.problems if problem.code == code]
    assert found
    assert (found[0].location.path, found[0].location.line) == ("styles/a.css", line)
    assert code in [problem.code for problem in lint(folder)]


def test_sheets_for_other_outputs_may_say_what_e_readers_do_not_survive(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    css = "body { font-size: 12pt; color: #222; background: #fff }\n.a { display: grid }\n"
    folder = make_manuscript({"a.md": "---\ntitle: T\n---\n\nText.\n", "styles/web.css": css, "styles/print.css": css})
    assert build(folder, tmp_path / "out").problems == ()


def test_a_listed_sheet_that_is_missing_is_said_at_its_place(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript(
        {"book.toml": 'title = "T"\n[style]\nstylesheets = ["no.css", "../out.css"]\n', "a.md": "# A\n\nText.\n"}
    )
    with pytest.raises(ContentError) as caught:
        build(folder, tmp_path / "out")
    assert [problem.code for problem in caught.value.problems] == ["BB401", "BB402"]
    assert caught.value.problems[0].location == Location("book.toml", 3)


@pytest.mark.parametrize(
    "name",
    [
        "base.css",
        "epub.css",
        *(f"themes/{theme}/epub.css" for theme in theme_names() if (theme_folder(theme) / "epub.css").is_file()),
    ],
)
def test_our_own_sheets_for_e_books_say_only_what_e_readers_survive(name: str, tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "own.css").write_text(stylesheet(name), encoding="utf-8")
    _, _, problems = stylesheets.load(tmp_path, (), Location("book.toml"))
    assert problems == ()


@pytest.mark.parametrize("selector", [".a >>", ".a:zzz", "p:dir(rtl)", "epub|p"])
def test_selectors_that_are_not_known_here_are_left_to_browsers(
    selector: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    css = f"{selector} {{ font-style: italic }}"
    folder = make_manuscript({"a.md": "---\ntitle: T\n---\n\nText.\n", "styles/web.css": css})
    assert css in data(build(folder, tmp_path / "out", ["html"]), ".html").decode()


@pytest.mark.parametrize(
    "address", ["my%20dots.svg", "'my%20dots.svg'", '"my dots.svg"', "my%20dots.svg?#iefix", "my\\ dots.svg"]
)
def test_files_are_found_however_their_addresses_are_written(
    address: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    text = f".a {{ background: url({address}) }}"
    files: dict[str, str | bytes] = {"a.md": "---\ntitle: T\n---\n\nText.\n", "styles/a.css": text}
    folder = make_manuscript({**files, "styles/my dots.svg": SVG})
    report = build(folder, tmp_path / "out", ["epub", "html"])
    assert 'url("data:image/svg+xml;base64,' in data(report, ".html").decode()
    with zipfile.ZipFile(io.BytesIO(data(report, ".epub"))) as epub:
        (name,) = [name for name in epub.namelist() if "/files/" in name]
        sheet = next(epub.read(each).decode() for each in epub.namelist() if "/own-" in each)
    assert f'url("../files/{Path(name).name}")' in sheet


@pytest.mark.parametrize(
    "css",
    [
        "/* url(https://example.org/x.png) } */ .a { margin: 0 }",
        ".a::before { content: 'url(https://example.org/x.png) {' }",
        '@namespace epub url("http://www.idpf.org/2007/ops"); .a { margin: 0 }',
        "@namespace url(http://www.w3.org/1999/xhtml); .a { margin: 0 }",
        "body { margin: 0; color: inherit; background: none }",
        "body.book > .a { color: red; font-size: 0.9em }",
        "p.a { color: red } .a p { color: red } p::first-letter { color: red } body::before { color: red }",
    ],
)
def test_what_fetches_nothing_and_leaves_readers_their_own_goes_into_every_output(
    css: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    folder = make_manuscript({"a.md": "---\ntitle: T\n---\n\nText.\n", "styles/a.css": css})
    report = build(folder, tmp_path / "out", ["epub", "html"])
    assert css in data(report, ".html").decode()
    with zipfile.ZipFile(io.BytesIO(data(report, ".epub"))) as epub:
        assert css in [epub.read(name).decode() for name in epub.namelist() if "/own-" in name]
