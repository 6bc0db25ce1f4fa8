"""Lines of paragraphs are foretold, and where they are bad better ones are found."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from conftest import MakeManuscript

from bookbuild import load, read
from bookbuild.outputs import pdf
from bookbuild.outputs.pdf import layout
from bookbuild.outputs.pdf.html import document
from bookbuild.outputs.pdf.line_breaking import Composed, Type, compose, lines
from bookbuild.outputs.pdf.model import Task
from bookbuild.outputs.pdf.weasyprint import render

pytestmark = pytest.mark.slow

WORDS = {
    "en": """a and the of to was harbour keeper first-rate office; efficient afterwards, “Nothing!” don’t—never where—as
        flight (perhaps) lighthouse-keeper remembered: difference conversation, Wait! 1812 understanding it’s Tavern “If
        only,” cf. e.g. impossible through strengths responsibility and/or morning""",
    "de": """der und Haus von Freundschaft, „Wirklichkeit!“ auf Schifffahrtsgesellschaft die – gewiß – Uhr: Straße Hafen
        Verantwortung Leuchtturm-Wärter beleuchtet 1812 „Ach,“ sagte Auflage, Kaufmannsladen niemals wenn""",
}
LONG = re.compile(r"[a-z]{6,}")
UNIT = Type(
    measure=20,
    indent=0,
    size=2,
    space=1,
    hyphen=1,
    positions=lambda text: range(len(text) + 1),
    stops=lambda text: [place + 1 for place, letter in enumerate(text[:-1]) if letter == " "],
    parts=lambda words: [
        place for long in LONG.finditer(words) for place in range(long.end() - 3, long.start() + 2, -1)
    ],
    least=3,
)
"""A typewriter: each letter is one wide, and a long word may be divided between its first and last three letters."""


@pytest.fixture
def task(request: pytest.FixtureRequest, make_manuscript: MakeManuscript) -> Task:
    """A chapter of paragraphs of all lengths, in a theme and a language."""
    theme, language = request.param
    chance = random.Random(language)
    vocabulary = WORDS[language].split()
    paragraphs = [" ".join(chance.choices(vocabulary, k=chance.randint(8, 90))) + "." for _ in range(120)]
    settings = f'title = "T"\nkind = "book"\nlanguage = "{language}"\n[style]\ntheme = "{theme}"\n'
    folder = make_manuscript({"book.toml": settings, "1.md": "# One\n\n" + "\n\n".join(paragraphs) + "\n"})
    (found,) = (each for each in pdf.prepare(read(load(folder))) if each.chapter.title == "One")
    return found


def laid_out(task: Task, type_: Type | None) -> Iterator[tuple[Any, list[str]]]:
    """The paragraphs of a chapter with their lines as WeasyPrint makes them."""
    found: dict[int, tuple[Any, list[str]]] = {}
    html = document([task], {}, type_of=lambda task: type_)
    for page in render(html, task.stylesheets, ()).pages:
        for box in page._page_box.descendants():
            if box.element_tag == "p" and type(box).__name__ == "BlockBox":
                _, made = found.setdefault(id(box.element), (box.element, []))
                made += [words(line) for line in box.children]
    yield from found.values()


def words(line: Any) -> str:
    return "".join(getattr(box, "text", "") for box in line.descendants()).rstrip(" ")


@pytest.mark.parametrize(
    "task", [(theme, language) for theme in ("classic", "modern") for language in WORDS], indirect=True
)
def test_lines_are_as_foretold(task: Task) -> None:
    type_ = layout.type_of(task, task.stylesheets)
    assert type_ is not None
    count = right = 0
    for place, (paragraph, made) in enumerate(laid_out(task, type_)):
        text = "".join(paragraph.itertext())
        undivided = len(paragraph.text) if len(paragraph) else len(text)
        told = lines(Composed(text, undivided), type_, flush=place == 0)
        count += 1
        right += told == made
    assert count == 120
    assert right >= 115  # Pango rounds otherwise


@pytest.mark.parametrize("task", [("classic", "en"), ("modern", "en"), ("modern", "de")], indirect=True)
def test_fewer_paragraphs_end_in_a_scrap(task: Task) -> None:
    def scraps(type_: Type | None) -> int:
        ends = [made[-2:] for _, made in laid_out(task, type_) if len(made) > 1]
        return sum(
            len(last) < 5 or (divided[-1] == "\u2010" and len(re.split("[ \u00a0]", last)) == 1)
            for divided, last in ends
        )

    assert scraps(layout.type_of(task, task.stylesheets)) * 2 <= scraps(None) - 1


@pytest.mark.parametrize("task", [("classic", "en")], indirect=True)
def test_composing_changes_nothing_but_spaces(task: Task) -> None:
    type_ = layout.type_of(task, task.stylesheets)
    plain = ["".join(paragraph.itertext()) for paragraph, _ in laid_out(task, None)]
    composed = ["".join(paragraph.itertext()) for paragraph, _ in laid_out(task, type_)]
    assert plain != composed
    assert [text.replace("\u00a0", " ") for text in plain] == [text.replace("\u00a0", " ") for text in composed]


@pytest.mark.parametrize("task", [("large-print", "en")], indirect=True)
def test_lines_that_are_not_justified_are_left_alone(task: Task) -> None:
    assert layout.type_of(task, task.stylesheets) is None


@pytest.mark.parametrize("task", [("classic", "en")], indirect=True)
@pytest.mark.parametrize(
    "style",
    [
        *("p { font-family: serif }", "p { letter-spacing: 1px }", "p { direction: rtl }"),
        *("p { text-transform: uppercase }", "p { display: none }", "p { display: inline }", "p { width: 1em }"),
        *("p::before { content: '§' }", "p + p::after { content: '§' }", "p::first-letter { font-size: 3em }"),
    ],
)
def test_style_sheets_under_which_lines_cannot_be_foretold(task: Task, style: str) -> None:
    sheets = (*task.stylesheets, style)
    assert layout.type_of(replace(task, stylesheets=sheets), sheets) is None


def set_in(text: str, composed: Composed | None = None) -> list[str]:
    return lines(composed or Composed(text, len(text)), UNIT, flush=True)


def test_a_short_word_does_not_end_a_paragraph_alone() -> None:
    text = "one two three fours five six seven eight it"
    assert set_in(text) == ["one two three fours", "five six seven eight", "it"]
    composed = compose(text, UNIT, flush=True)
    assert set_in(text, composed) == ["one two three fours", "five six seven", "eight\u00a0it"]
    assert composed == Composed("one two three fours five six seven eight\u00a0it", len(text))


def test_a_last_word_is_not_divided_if_its_end_would_be_all_that_is_left() -> None:
    text = "was always then triumphantly."
    assert set_in(text) == ["was always then tri\u2010", "umphantly."]
    composed = compose(text, UNIT, flush=True)
    assert set_in(text, composed) == ["was always then", "triumphantly."]
    assert composed == Composed(text, text.index("triumphantly"))


def test_no_space_after_a_dash_is_kept() -> None:
    """A line could end before it, and the next one would begin with it."""
    text = "one two three five - it"
    assert set_in(text) == ["one two three five -", "it"]
    assert compose(text, UNIT, flush=True) == Composed(text, len(text))


def test_good_lines_are_left_alone() -> None:
    text = "one two three fours five six seven eight nine ten eleven"
    assert set_in(text) == ["one two three fours", "five six seven eight", "nine ten eleven"]
    assert compose(text, UNIT, flush=True) == Composed(text, len(text))


def test_letters_that_a_font_lacks_leave_a_paragraph_as_it_is() -> None:
    def none(text: str) -> Sequence[float] | None:
        return None

    text = "a paragraph in letters of another font, which is longer than a line"
    assert compose(text, replace(UNIT, positions=none), flush=True) == Composed(text, len(text))
    assert lines(Composed(text, len(text)), replace(UNIT, positions=none), flush=True) == []
