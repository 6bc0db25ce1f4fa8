"""Whole books of other tools: how they are told apart, what they list, and what they may not do."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild import dialect
from bookbuild.manuscript import files as folder_module
from bookbuild.manuscript import load
from bookbuild.manuscript.importers.pandoc.keys import OTHERS, PANDOC
from bookbuild.model import Manuscript, Role
from bookbuild.problems import BookError, ContentError, LimitError, Location, SettingsError, errors
from bookbuild.settings import SYNONYMS
from bookbuild.settings.people import Person, people
from bookbuild.settings.schema import ChapterSettings, Settings, fields, series

BOOK = {"book.toml": '[book]\ntitle = "T"\n', "src/SUMMARY.md": "# Summary\n\n- [A](a.md)\n", "src/a.md": "# A\n"}


def mdbook(make: MakeManuscript, files: Mapping[str, str]) -> Manuscript:
    return load(make({**BOOK, **files}))


def found(manuscript: Manuscript) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.location.path, problem.location.line) for problem in manuscript.problems]


def listed(manuscript: Manuscript) -> list[tuple[str, Role | None, int]]:
    return [(source.path, source.role, source.level) for source in manuscript.sources]


def test_a_book_toml_without_a_book_table_is_our_own(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript(
        {"book.toml": 'title = "T"\n', "_quarto.yml": "title: Q", "01.md": "x", "src/SUMMARY.md": ""}
    )
    manuscript = load(folder)
    assert (manuscript.settings.title, manuscript.sources[0].path) == ("T", "01.md")


@pytest.mark.parametrize("name", ["", "book.toml"])
def test_an_mdbook_is_named_by_its_folder_or_its_settings(name: str, make_manuscript: MakeManuscript) -> None:
    manuscript = load(make_manuscript(BOOK) / name)
    assert (manuscript.settings.title, manuscript.settings_path) == ("T", "book.toml")
    assert [path for path, _ in manuscript.inputs] == ["book.toml", "src/SUMMARY.md", "src/a.md"]


def test_the_order_of_an_mdbook(make_manuscript: MakeManuscript) -> None:
    summary = (
        "# Summary\n\n[Pre](pre.md)\n\n- [A](a.md)\n  - [B](b.md)\n    * [C](<c d.md>)\n- [Draft]()\n"
        "  - [E](e.md)\n\n# Part *two*\n\n1. [F](f.md)\n    - [G](g.md)\n\n---\n<!-- - [X](x.md) -->\n[Post](post.md)\n"
    )
    files = {f"src/{name}.md": f"# {name}\n" for name in ("pre", "b", "c d", "e", "f", "g", "post")}
    manuscript = mdbook(make_manuscript, {"src/SUMMARY.md": summary, **files})
    chapter = Role.CHAPTER
    assert listed(manuscript) == [
        ("src/pre.md", chapter, 1),
        ("src/a.md", chapter, 1),
        ("src/b.md", chapter, 2),
        ("src/c d.md", chapter, 3),
        ("src/e.md", chapter, 2),
        ("part Part two", Role.PART, 1),
        ("src/f.md", chapter, 2),
        ("src/g.md", chapter, 3),
        ("src/post.md", chapter, 1),
    ]
    assert found(manuscript) == [("BB210", "src/SUMMARY.md", 8)]
    assert manuscript.sources[5].location(0) == Location("src/SUMMARY.md", 11)


def test_what_an_mdbook_lists_and_has_not(make_manuscript: MakeManuscript) -> None:
    summary = "- [A](a.md)\n- [B](b.md)\n- [A](a.md)\n- [Out](../../x.md)\nStray words\n"
    manuscript = mdbook(make_manuscript, {"src/SUMMARY.md": summary})
    assert [(code, line) for code, _, line in found(manuscript)] == [
        ("BB209", 2),
        ("BB209", 3),
        ("BB205", 4),
        ("BB209", 5),
    ]
    assert len(errors(manuscript.problems)) == 3


def test_settings_of_an_mdbook(make_manuscript: MakeManuscript) -> None:
    toml = (
        '[book]\ntitle = "T"\nauthors = ["A", "B"]\ntext-direction = "rtl"\nlanguage = "ar"\nnope = 1\n'
        "[output.epub]\nx = 1\n"
    )
    manuscript = mdbook(make_manuscript, {"book.toml": toml})
    settings = manuscript.settings
    assert (settings.author, settings.dir, settings.language) == (["A", "B"], "rtl", "ar")
    assert found(manuscript) == [("BB208", "book.toml", None)]


def test_an_mdbook_without_a_table_of_contents(make_manuscript: MakeManuscript) -> None:
    with pytest.raises(SettingsError) as caught:
        load(make_manuscript({"book.toml": "[book]\n"}))
    assert [problem.code for problem in caught.value.problems] == ["BB209"]


def test_a_chapter_takes_its_title_from_the_table_only_without_one_of_its_own(make_manuscript: MakeManuscript) -> None:
    summary = "- [One](a.md)\n- [`Two`](b.md)\n- [Three](c.md)\n"
    files = {"src/a.md": "<!-- x -->\n\n# A\n", "src/b.md": "Text\n\n# B\n", "src/c.md": "C\n=\n"}
    manuscript = mdbook(make_manuscript, {"src/SUMMARY.md": summary, **files})
    assert [source.settings.title for source in manuscript.sources] == ["", "Two", ""]


@pytest.mark.parametrize(
    ("directive", "lines"),
    [
        ("{{#include ../x.txt}}", ["one", "// ANCHOR: a", "two", "// ANCHOR_END: a", "three"]),
        ("{{#include ../x.txt:1}}", ["one"]),
        ("{{#include ../x.txt:5:}}", ["three"]),
        ("{{#include ../x.txt::1}}", ["one"]),
        ("{{#include ../x.txt:2:3}}", ["// ANCHOR: a", "two"]),
        ("{{#include ../x.txt:a}}", ["two"]),
        ("{{ #rustdoc_include ../x.txt:a }}", ["two"]),
        ("a {{#include ../x.txt:1}} b", ["a one b"]),
        ("{{#include ../x.txt:1}} and {{#include ../x.txt:5}}", ["one and three"]),
        ("{{#title Words}}", [""]),
        ("\\{{#include ../x.txt}}", ["{{#include ../x.txt}}"]),
        ("{{#playground ../x.txt:1 editable}}", ["```rust", "one", "```"]),
    ],
)
def test_includes(directive: str, lines: list[str], make_manuscript: MakeManuscript) -> None:
    files = {"src/a.md": f"# A\n\n{directive}", "x.txt": "one\n// ANCHOR: a\ntwo\n// ANCHOR_END: a\nthree\n"}
    manuscript = mdbook(make_manuscript, files)
    assert manuscript.problems == ()
    assert manuscript.sources[0].text.split("\n")[2:] == lines


def test_lines_that_are_included_say_where_they_stand(make_manuscript: MakeManuscript) -> None:
    files = {"src/a.md": "# A\n\n{{#include ../x.md:2}}\n\n[lost](y.md)\n", "x.md": "one\n[lost](x.md#no)\n"}
    book = dialect.read(mdbook(make_manuscript, files))
    assert [problem.location for problem in book.problems] == [
        Location("x.md", 2),
        Location("src/a.md", 5, 8, 4),
    ]


@pytest.mark.parametrize(
    ("directive", "code"),
    [
        ("{{#include ../../secret.txt}}", "BB205"),
        ("{{#include /etc/passwd}}", "BB205"),
        ("{{#include link.txt}}", "BB205"),
        ("{{#include nowhere.txt}}", "BB211"),
        ("{{#include a.md}}", "BB211"),
        ("{{#include ../book.toml:anchor}}", "BB211"),
    ],
)
def test_includes_that_cannot_be(directive: str, code: str, make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({**BOOK, "src/a.md": f"# A\n\n{directive}\n"})
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "src" / "link.txt").symlink_to(folder.parent / "secret.txt")
    manuscript = load(folder)
    assert {problem.code for problem in errors(manuscript.problems)} == {code}
    assert "secret" not in manuscript.sources[0].text.replace("secret.txt", "")


def test_a_file_that_includes_itself_is_told_once_and_followed_no_further(make_manuscript: MakeManuscript) -> None:
    manuscript = mdbook(make_manuscript, {"src/a.md": "# A\n\n{{#include a.md}}\n" * 3})
    assert found(manuscript) == [("BB211", "src/a.md", 3)]
    assert manuscript.sources[0].text.count("# A") < 50


def test_includes_that_grow_without_end_are_stopped(
    make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"src/{n}.md": f"{{{{#include {n + 1}.md}}}}\n" * 20 for n in range(9)}
    folder = make_manuscript({**BOOK, **files, "src/9.md": "", "src/a.md": "{{#include 0.md}}\n"})
    with pytest.raises(LimitError) as caught:
        load(folder)
    assert caught.value.problems[0].location == Location("src/a.md")


def test_a_quarto_book(make_manuscript: MakeManuscript) -> None:
    yml = (
        "book:\n  title: Q\n  author:\n    - name: {given: A, family: B}\n      roles: x\n"
        "    - name: C\n      role: trl\n"
        "  date: last-modified\n  chapters:\n    - index.qmd\n    - part: P\n      chapters: [a.md]\n"
        "    - part: b.qmd\n"
        "      chapters:\n        - c.qmd\n  appendices: [d.qmd]\nlang: fr\n"
    )
    texts = {f"{name}.qmd": f"# {name}\n" for name in ("index", "b", "c", "d")}
    manuscript = load(make_manuscript({"_quarto.yml": yml, "a.md": "# a\n", **texts}))
    assert listed(manuscript) == [
        ("index.qmd", Role.CHAPTER, 1),
        ("part P", Role.PART, 1),
        ("a.md", Role.CHAPTER, 2),
        ("b.qmd", Role.PART, 1),
        ("c.qmd", Role.CHAPTER, 2),
        ("d.qmd", Role.CHAPTER, 1),
    ]
    settings = manuscript.settings
    assert (settings.title, settings.author, settings.date) == ("Q", ["A B", Person("C", "trl")], "")
    assert settings.language == "fr"
    assert found(manuscript) == [("BB208", "_quarto.yml", None)]


def test_what_a_quarto_book_lists_and_has_not(make_manuscript: MakeManuscript) -> None:
    yml = "book:\n  title: Q\n  chapters:\n    - a.qmd\n    - b.qmd\n    - ../c.qmd\n    - d.ipynb\n    - a.qmd\n"
    manuscript = load(make_manuscript({"_quarto.yml": yml, "a.qmd": "# A\n"}))
    assert [(code, line) for code, _, line in found(manuscript)] == [
        ("BB209", 4),
        ("BB209", 5),
        ("BB205", 6),
        ("BB209", 7),
    ]


def test_a_quarto_project_without_chapters_is_its_files(make_manuscript: MakeManuscript) -> None:
    files = {"b.qmd": "# b\n", "index.qmd": "# i\n", "_c.qmd": "no", "README.md": "no"}
    manuscript = load(make_manuscript({"_quarto.yml": "title: Q\nproject: {type: default}\n", **files}) / "_quarto.yml")
    assert [source.path for source in manuscript.sources] == ["index.qmd", "b.qmd"]
    assert manuscript.settings.title == "Q"


def test_a_single_file_of_quarto(make_manuscript: MakeManuscript) -> None:
    text = "---\ntitle: T\nformat: html\nodd-key: 1\n---\n\n![A](a.png){#fig-a}\n\nSee @fig-a.\n"
    manuscript = load(make_manuscript({"paper.qmd": text}))
    assert "\n: Figure\u00a01: A\n" in manuscript.sources[0].text
    assert "See [Figure\u00a01](#fig-a)." in manuscript.sources[0].text
    (problem,) = manuscript.problems
    assert (problem.code, problem.location.line) == ("BB208", 2)
    assert "format, odd-key" in problem.message


def test_numbers_are_said_in_the_language_of_the_book(make_manuscript: MakeManuscript) -> None:
    text = "---\ntitle: T\nlang: de\n---\n\n![A](a.png){#fig-a}\n\n[Siehe @fig-a]\n"
    (source,) = load(make_manuscript({"paper.qmd": text})).sources
    assert "Abbildung\u00a01: A" in source.text
    assert "[Siehe\u00a01](#fig-a)" in source.text


def test_a_quarto_title_that_is_a_slip_is_an_error(make_manuscript: MakeManuscript) -> None:
    with pytest.raises(SettingsError) as caught:
        load(make_manuscript({"paper.qmd": "---\ntitel: T\n---\nx"}))
    assert "“title”" in caught.value.problems[0].hint


def test_settings_of_pandoc_are_ignored_but_slips_are_not(make_manuscript: MakeManuscript) -> None:
    text = "---\ntitle: T\ntoc: true\ngeometry: [a, b]\nheader-includes: |\n  \\x\n---\nx"
    manuscript = load(make_manuscript({"paper.md": text}))
    (problem,) = manuscript.problems
    assert "toc, geometry, header-includes" in problem.message
    with pytest.raises(SettingsError) as caught:
        load(make_manuscript({"paper.md": "---\ntitel: T\ntoc: true\n---\nx"}))
    assert [problem.code for problem in caught.value.problems] == ["BB101"]


def test_keys_that_are_put_aside_are_none_of_ours() -> None:
    ours = {*fields(Settings), *fields(ChapterSettings), *SYNONYMS}
    assert not (PANDOC | OTHERS) & ours


def test_metadata_as_pandoc_and_quarto_have_it(make_manuscript: MakeManuscript) -> None:
    text = (
        "---\ntitle: T\ncreator:\n- role: author\n  text: Ann\n- {role: editor, text: Ed}\neditor: visual\n"
        "identifier:\n- scheme: DOI\n  text: 10.1/x\ncopyright: {holder: Ann, year: 2024}\nlicense: CC BY 4.0\n"
        "belongs-to-collection: S\ngroup-position: 2\nsubject: [a, b]\n---\nText"
    )
    settings = load(make_manuscript({"paper.md": text})).settings
    assert [(person.name, person.role) for person in people(settings.author)] == [("Ann", "aut"), ("Ed", "edt")]
    assert (settings.editor, settings.identifier, settings.rights) == ([], ["10.1/x"], "Ann 2024")
    assert (settings.license, series(settings), settings.keywords) == ("CC BY 4.0", ("S", "2"), ["a", "b"])


def test_a_title_block_of_pandoc(make_manuscript: MakeManuscript) -> None:
    text = "% A title\n  on two lines\n% Ann; Ben\n% 2024\n\n![A](a.png)\n"
    manuscript = load(make_manuscript({"paper.md": text}))
    settings = manuscript.settings
    assert (settings.title, settings.author, settings.date) == ("A title on two lines", ["Ann", "Ben"], "2024")
    assert manuscript.sources[0].location(1) == Location("paper.md", 6)
    assert manuscript.sources[0].text.endswith("![A](a.png)\n: A\n")


def test_a_header_in_toml(make_manuscript: MakeManuscript) -> None:
    manuscript = load(make_manuscript({"paper.md": '+++\ntitle = "T"\ndate = 2024-05-01\n+++\nText'}))
    assert (manuscript.settings.title, manuscript.settings.date) == ("T", "2024-05-01")
    assert manuscript.sources[0].first_line == 5


def test_an_abstract_is_printed_and_describes(make_manuscript: MakeManuscript) -> None:
    manuscript = load(make_manuscript({"paper.md": "---\ntitle: T\nabstract: |\n  A.\n\n  B.\n---\nText"}))
    assert manuscript.settings.description == "A. B."
    assert manuscript.sources[0].text == "::: {.abstract}\nA.\n\nB.\n:::\n\nText"


@pytest.mark.parametrize(
    ("link", "remedy"),
    [
        ("[[Wind]]", "[Wind](notes/Wind.md)"),
        ("[[wind|blows]]", "[blows](notes/Wind.md)"),
        ("[[Wind#The North]]", "[Wind](notes/Wind.md#the-north)"),
        ("![[a.png]]", "![what it shows](a.png)"),
        ("![[Wind]]", "Copy the text of notes/Wind.md here"),
        ("[[#Here]]", "[Here](#here)"),
        ("[[Nowhere]]", "No file here has that name"),
    ],
)
def test_wiki_links_come_with_a_remedy(link: str, remedy: str, make_manuscript: MakeManuscript) -> None:
    files = {
        "book.toml": 'title = "T"\nchapters = ["1.md"]\n',
        "1.md": f"# A\n\n{link}\n",
        "notes/Wind.md": "",
        "a.png": "",
    }
    (problem,) = load(make_manuscript(files)).problems
    assert (problem.code, problem.location) == ("BB377", Location("1.md", 3))
    assert remedy in problem.hint


def test_a_manuscript_of_our_own_is_left_as_it_is(make_manuscript: MakeManuscript) -> None:
    text = "# A\n\n![alt](a.png)\n\n::: aside\nx\n:::\n\n"
    text += "<div>\nx\n</div>\n\n--  --\n\nme@example.org | b\n"
    manuscript = load(make_manuscript({"a.md": text}))
    assert (manuscript.sources[0].text, manuscript.problems) == (text, ())


@pytest.mark.parametrize(("summary", "code"), [("- [A]()\n", "BB210"), ("# Summary\n", "BB202")])
def test_a_book_that_lists_nothing(summary: str, code: str, make_manuscript: MakeManuscript) -> None:
    with pytest.raises(ContentError) as caught:
        mdbook(make_manuscript, {"src/SUMMARY.md": summary})
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_mdbook_may_say_nothing_of_the_book(make_manuscript: MakeManuscript) -> None:
    manuscript = mdbook(make_manuscript, {"book.toml": "[output.html]\nno-section-label = true\n"})
    assert listed(manuscript) == [("src/a.md", Role.CHAPTER, 1)]


def test_aliases_and_traps_in_a_project_are_refused(make_manuscript: MakeManuscript) -> None:
    with pytest.raises(SettingsError):
        load(make_manuscript({"_quarto.yml": "a: &x [1]\nb: *x\n"}))
    with pytest.raises(BookError):
        load(make_manuscript({"_quarto.yml": "book: " + "[" * 40 + "]" * 40}))


def test_a_chapter_too_large_to_put_together(make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_manuscript({**BOOK, "src/a.md": "{{#include ../x.txt}}\n" * 3, "x.txt": "x" * 1500})
    monkeypatch.setattr("bookbuild.manuscript.importers.common.includes.MAX_CHAPTER_BYTES", 4000)
    with pytest.raises(LimitError):
        load(folder)


def test_the_folder_is_all_that_is_read(tmp_path: Path) -> None:
    assert folder_module.contained(tmp_path, "a/../b.md") == tmp_path / "b.md"
    assert folder_module.contained(tmp_path, "a/../../b.md") is None


def test_cross_references_go_through_the_whole_book(make_manuscript: MakeManuscript) -> None:
    first = (
        "# One {#sec-one}\n\n::: {#fig-both}\n![A](a.png){#fig-a}\n\n![](b.png){#fig-b}\n\nBoth\n:::\n\n"
        "See @fig-a, @Fig-b, [-@fig-both] and [Figures @fig-c; @fig-a]. `@fig-a` \\@fig-a\n"
    )
    second = "# Two\n\n![C](c.png){#fig-c}\n\n@sec-one, @thm-x, @fig-lost, a@fig-c.org\n"
    yml = "book: {title: Q, chapters: [one.qmd, two.qmd]}\n"
    manuscript = load(make_manuscript({"_quarto.yml": yml, "one.qmd": first, "two.qmd": second}))
    one, two = manuscript.sources
    assert ": Figure\u00a01a: A\n" in one.text
    assert ": Figure\u00a01b\n" in one.text
    assert "\nFigure\u00a01: Both\n" in one.text
    assert (
        "See [Figure\u00a01a](#fig-a), [Figure\u00a01b](#fig-b), [1](#fig-both) and "
        "[Figures\u00a02](two.qmd#fig-c), [Figure\u00a01a](#fig-a). `@fig-a` \\@fig-a" in one.text
    )
    assert "[One](one.qmd#sec-one), @thm-x, @fig-lost, a@fig-c.org" in two.text
    assert found(manuscript) == [("BB373", "two.qmd", 5), ("BB373", "two.qmd", 5)]
