"""README.md says what there is: settings, themes, and commands that can be typed as they stand there."""

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile

import pytest
from conftest import ROOT

from bookbuild import settings
from bookbuild.cli import arguments
from bookbuild.settings.schema import ChapterSettings, EpubSettings, Settings, fields
from bookbuild.styles import theme_names

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))


def section(heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    marks = heading.split(" ")[0]
    text = README.split(f"\n{heading}\n")[1]
    return re.split(rf"^#{{1,{len(marks)}}} ", text, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(language: str, page: str = "README.md") -> list[str]:
    """The code blocks of a language on a page."""
    return re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def keys_in(text: str) -> set[str]:
    """What stands between backticks and can be a key, `[table]` included."""
    return {key.strip("[]") for key in re.findall(r"`(\[?[a-z][a-z-]*\]?)`", text)}


def table_keys(heading: str) -> set[str]:
    """What stands in the first column of the first table below a heading."""
    rows = re.search(r"(?:^\|.*\n)+", section(heading), re.MULTILINE)
    assert rows
    return keys_in("".join(row.split("|")[1] for row in rows[0].splitlines()[2:]))


def test_the_settings_of_a_book_are_all_there_and_no_others() -> None:
    listed = table_keys("### Settings") - {"copyright", "subjects"}
    pages = next(text for text in section("### Settings").split("\n\n") if text.startswith("A book has a title page"))
    of_pages = {"title-page", "copyright-page", "contents", "dedication", "author-note", "colophon"}
    assert of_pages <= keys_in(pages)
    assert listed | of_pages == {*fields(Settings)}
    assert {settings.SYNONYMS[key] for key in ("copyright", "subjects")} <= listed


def test_the_settings_of_a_chapter_are_all_there_and_no_others() -> None:
    (text,) = (
        each for each in section("### Settings").split("\n\n") if each.startswith("In the front matter of a chap")
    )
    assert (keys_in(text) | {"draft"}) - {"author"} == {*fields(ChapterSettings)}


def test_the_settings_of_the_e_book_are_all_there_and_no_others() -> None:
    assert table_keys("### The e-book") == {*fields(EpubSettings)}


@pytest.mark.parametrize("example", blocks("toml"))
def test_the_examples_of_settings_are_right(example: str) -> None:
    settings.from_toml(example, "book.toml")


def test_the_themes_are_all_there_and_no_others() -> None:
    (line,) = (line for line in README.splitlines() if line.startswith("theme = "))
    assert {*re.findall(r'"([\w-]+)"', line)} == {*theme_names()}
    described = section("#### How the pages look").lower()
    for name in (theme.replace("-", " ") for theme in theme_names()):
        assert re.search(rf"^\*{name}\* |\. \*{name}\* ", described, re.MULTILINE), name
        assert all(name in alt.lower() for alt in re.findall(r"!\[([^\]]*in the themes[^\]]*)\]", README)), name


def commands() -> Iterator[tuple[str, ...]]:
    """The calls of bookbuild in the examples, without what a shell does with their output."""
    for page in PAGES:
        for block in blocks("sh", page):
            for line in block.splitlines():
                words = list(takewhile(lambda word: word != ">", shlex.split(line, comments=True)))
                if words[:1] == ["bookbuild"] or (words[:1] == ["./book"] and words[1:2] not in (["test"], ["lock"])):
                    yield tuple(words[1:])


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in commands()])
def test_the_commands_can_be_typed_as_they_stand_there(words: tuple[str, ...]) -> None:
    parsed = arguments.parser().parse_args([word for word in words if word != "--help"] or ["doctor"])
    assert callable(parsed.run)


def test_every_command_is_there() -> None:
    help_text = arguments.parser().format_help()
    names = re.findall(r"^    (\w+)  ", help_text, re.MULTILINE)
    assert {"build", "check", "lint"} <= {*names}
    assert {*names} <= {words[0] for words in commands()}
