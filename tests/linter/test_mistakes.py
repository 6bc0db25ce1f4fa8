"""Mistakes that writers make, each told in one sentence that points at the right line, and nothing else besides."""

from pathlib import Path

import golden
import pytest
from conftest import MakeManuscript

from bookbuild import BookError, Problem, lint
from bookbuild.cli.reports import to_text

MESSAGES = Path(__file__).with_name("messages.txt")
"""What is printed of each mistake."""
FRONT = "---\ntitle: The Lighthouse\n---\n"
FIRST_LINE = 4
"""Of the text after the front matter."""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
AFTER = "\nThe lamp went out in March, and **nobody** came.\n"

MISTAKES = {
    # quotations: who said what
    "a line under a quotation without its mark": ("> I saw it.\nHe left the room.\n", "BB335", 2),
    "a line under the source of a quotation": ("> I saw it.\n>\n> — Anna Lind\nHe left the room.\n", "BB335", 4),
    "a source in the paragraph of the words": ("> I saw it.\n> — Anna Lind\n", "BB336", 2),
    "a source under the quotation without its mark": ("> I saw it.\n-- Anna Lind\n", "BB336", 2),
    "a source with a hyphen for a dash": ("> I saw it.\n>\n> - Anna Lind\n", "BB336", 3),
    "a source with the shorter dash": ("> I saw it.\n>\n> – Anna Lind\n", "BB336", 3),
    "a source that touches its dash": ("> I saw it.\n>\n> —Anna Lind\n", "BB336", 3),
    "a source outside its quotation": ("> I saw it.\n\n— Anna Lind, keeper\n", "BB337", 3),
    "a quotation mark that is never closed": ("“Never, she said.\n", "BB356", 1),
    "straight and curly quotation marks": ('“Never,” she said. "Never."\n', "BB357", 1),
    # blocks that begin or end where they should not
    "a paragraph indented by four spaces": ("One.\n\n    The rain had stopped by noon.\n", "BB332", 3),
    "a heading without its space": ("One.\n\n#The Rain\n", "BB333", 3),
    "dashes directly under a paragraph": ("The rain had stopped.\n---\n", "BB334", 1),
    "dashes directly under a paragraph of several lines": ("The rain\nhad stopped.\n---\n", "BB334", 2),
    "a colon at the beginning of a line": ("The rain had stopped.\n: hello\n", "BB362", 2),
    "a year that becomes a list": ("1986. What a year.\n", "BB311", 1),
    "hyphens without spaces": ("We need:\n-bread\n-salt\n", "BB343", 2),
    "numbers without spaces": ("1.Bread\n2.Salt\n", "BB343", 1),
    "bullets from a word processor": ("• bread\n• salt\n", "BB343", 1),
    "a number left out of a list": ("1. a\n2. b\n4. c\n5. d\n", "BB344", 3),
    "a list that begins anew": ("1. a\n2. b\n\n1. c\n2. d\n", "BB344", 4),
    "a heading that skips a level": ("# Rain\n\nIt fell.\n\n### Drops\n", "BB352", 5),
    "code that is never closed": ("One.\n\n```\nx = [a] (b)\n\n# not a heading\n", "BB330", 3),
    "a comment that is never closed": ("One.\n\n<!-- ask Anna\n\nTwo [^x] **three.\n", "BB331", 3),
    "an HTML block that is never closed": ('One.\n\n<div class="box">\n\nTwo **three**.\n', "BB353", 3),
    "a block that is never closed": ("::: author-note\nAda.\n", "BB301", 1),
    "a block with another name": ("::: autor-note\nAda.\n:::\n", "BB302", 1),
    "two merges that were never finished": (
        "<<<<<<< a\nOne.\n=======\nTwo.\n>>>>>>> b\n\n<<<<<<< a\nOne.\n=======\nTwo.\n>>>>>>> b\n",
        "BB359",
        1,
    ),
    "a merge that was never finished": ("<<<<<<< a\nOne.\n=======\nTwo.\n>>>>>>> b\n", "BB359", 1),
    "a table directly under a paragraph": ("Days:\n| a | b |\n| - | - |\n| c | d |\n", "BB355", 2),
    "a table with too few dashes": ("| a | b |\n| - |\n| c | d |\n", "BB355", 1),
    "a row with too many cells": ("| a | b |\n| - | - |\n| c | d |\n| e | f | g |\n", "BB354", 4),
    # links, images, notes
    "a space in a link": ("See [it] (https://example.org).\n", "BB338", 1),
    "a link the wrong way round": ("See (it)[https://example.org].\n", "BB338", 1),
    "a link that is never closed": ("See [it](https://example.org for more.\n", "BB339", 1),
    "a link to a label that is not there": ("See [it][there].\n", "BB340", 1),
    "an image that is never closed": ("One.\n\n![Dusk](dusk.svg\n", "BB339", 3),
    "a space in an image": ("One.\n\n![Dusk] (dusk.svg)\n", "BB338", 3),
    "a link with a space in its path": ("See [it](at dusk.svg).\n", "BB350", 1),
    "an image by a label that is not there": ("One.\n\n![Dusk][there]\n", "BB340", 3),
    "a path with a space": ("One.\n\n![Dusk](at dusk.svg)\n", "BB350", 3),
    "a path as on Windows": ("One.\n\n![Dusk](C:\\Pictures\\dusk.svg)\n", "BB351", 3),
    "backslashes in a path": ("One.\n\n![Dusk](images\\dusk.svg)\n", "BB351", 3),
    "a link to a file on one's own computer": ("See [it](file:///home/ada/it.md).\n", "BB351", 1),
    "a name in other letters": ("One.\n\n![Dusk](Dusk.SVG)\n", "BB401", 3),
    "an image without words": ("One.\n\n![](dusk.svg)\n", "BB308", 3),
    "a link to a heading that is not there": ("# Rain\n\nSee [it](#rian).\n", "BB306", 3),
    "a link to a file that is not there": ("See [it](watr.md).\n", "BB306", 1),
    "a note that is not there": ("One.[^a]\n", "BB303", 1),
    "a note that nothing refers to": ("One.\n\n[^a]: A note.\n", "BB304", 3),
    "a note that is there twice": ("One.[^a]\n\n[^a]: A note.\n\n[^a]: Another.\n", "BB309", 5),
    "a paragraph that falls out of its note": ("A[^a] b[^b].\n\n[^a]: A.\n\nMore of it.\n\n[^b]: B.\n", "BB358", 5),
    "an id that is there twice": ("# Rain {#w}\n\n## Wind {#w}\n", "BB305", 1),
    # letters and marks
    "bold text that is never ended": ("One.\n\nShe said **never.\n", "BB342", 3),
    "bold text over two paragraphs": ("She said **never\n\nand never** again.\n", "BB342", 1),
    "bold text with spaces inside": ("She said ** never ** again.\n", "BB342", 1),
    "a soft hyphen": ("The light\u00adhouse.\n", "BB345", 1),
    "a separator of lines that nobody sees": ("The light.\u2028The house.\n", "BB345", 1),
    "letters that were damaged": ("She didnâ€™t.\n", "BB346", 1),
    "a letter that was lost": ("One.\n\nShe didn\ufffdt.\n", "BB346", 3),
    "a hyphen from a PDF": ("The well\u2010being.\n", "BB347", 1),
    "a tab among the words": ("Bread\t2.50\n", "BB348", 1),
    "a letter with a name like no other": ("10&xqzzy;km\n", "BB349", 1),
    "a letter with another name": ("10&nbps;km\n", "BB349", 1),
    "a word between angle brackets": ("He turned <sigh> and left.\n", "BB363", 1),
    "a sentence between angle brackets": ("One.\n\nIf a <b and c> d, stop.\n", "BB363", 3),
    "attributes of nothing": ("The rain {.big} stopped.\n", "BB361", 1),
    "a line that is read in two ways": ("<!-- Ask Ada. --> All **bold**.\n", "BB360", 1),
}

WELL_MEANT = (
    'See [here] and there.\n\n[here]: https://example.org/ "Threads <Help Wanted> and more"\n',
    "> I saw it,\nand so did he.\n",
    "> I saw it.\n>\n> — Anna Lind\n\nHe left.\n",
    "> I saw it.\n\n— And so did I, she said.\n",
    "— Never.\n\n— Never?\n",
    "“One.\n\n“Two.”\n",
    "„One“ and “two.\n",
    "- a\n\n    More of it, in the same item.\n",
    "One.[^a]\n\n[^a]: A.\n\n    More of it, in the same note.\n",
    "A[^a].\n\n[^a]: A.\n\nB[^b].\n\n[^b]: B.\n",
    "```\n[a] (b.md) **c “ <b and c> &nbps;\n```\n",
    "Type `[a] (b.md)`, `**c` and `<b and c>`.\n",
    "\\*\\*a \\<b and c> \\[a](b\n",
    "1. a\n1. b\n1. c\n",
    "1. a\n2. ```\n   b\n   ```\n3. c\n",
    '“A” is [b](https://example.org/a_(b)?c=1 "In words").\n',
    "<pre>a\tb\n\tc</pre>\n",
    "”אתה עולה?“ שאלה.\n\nהוא ענה: ”כן“.\n",
    "7. a\n8. b\n",
    "Rain\n----\n\nIt fell.\n",
    "It fell.\n\n---\n\nIt stopped.\n",
    "snake_case and __init__ and 2*3*4 and 5 * 3\n",
    "# Rain {#rain .unnumbered}\n\nA [word]{lang=fr}.\n",
    "A <br> b, 1 < 2 > 1, I <3 you.\n",
    "<div>\n\nAll **bold**.\n\n</div>\n",
    '<div markdown="1">\nAll **bold**.\n\n- One.\n</div>\n',
    "::: verse\nRoses\n\n    are red, and violets are blue.\n:::\n",
    "| a | b |\n| - | - |\n| `c \\| d` | e |\n",
    "\u0e01\u200b\u0e02\n",
    "See [it][a] and [b].\n\n[a]: https://example.org\n[b]: https://example.org\n",
    "[It](https://example.org/a_(b)) and ![Dusk](<at dusk.svg>).\n",
)


def problems_of(text: str, make_manuscript: MakeManuscript) -> tuple[Problem, ...]:
    folder = make_manuscript({"essay.md": FRONT + text + AFTER, "dusk.svg": PICTURE, "at dusk.svg": PICTURE})
    try:
        return lint(folder)
    except BookError as error:
        return error.problems


def test_there_are_forty_at_least() -> None:
    assert len(MISTAKES) >= 40


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_once_and_where_it_is(
    mistake: str, make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, code, line = MISTAKES[mistake]
    found = problems_of(text, make_manuscript)
    assert [(problem.code, problem.location.line) for problem in found] == [(code, FIRST_LINE + line - 1)]
    assert found[0].hint
    golden.agrees(MESSAGES, mistake, to_text(found, Path("book")).replace(str(tmp_path), "…"))


def test_no_other_messages_are_recorded() -> None:
    golden.has_no_others(MESSAGES, list(MISTAKES))


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ("---\ntitle: Light\n\nOne.\n", "BB104", 1),
        ("---\ntitle: Light: a report\n---\n\nOne.\n", "BB104", 2),
        ("---\n\ttitle: Light\n---\n\nOne.\n", "BB104", 2),
        ("---\ntitel: Light\n---\n\nOne.\n", "BB101", 2),
        ("---\ntitle: Light\nlanguage: English!\n---\n\nOne.\n", "BB102", 3),
    ],
)
def test_so_is_one_in_the_front_matter(front: str, code: str, line: int | None, tmp_path: Path) -> None:
    (tmp_path / "essay.md").write_text(front, encoding="utf-8")
    with pytest.raises(BookError) as raised:
        lint(tmp_path)
    assert [(problem.code, problem.location.line) for problem in raised.value.problems] == [(code, line)]


@pytest.mark.parametrize("text", WELL_MEANT)
def test_what_is_well_meant_is_not_told(text: str, make_manuscript: MakeManuscript) -> None:
    assert problems_of(text, make_manuscript) == ()


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_no_mistakes(tmp_path: Path) -> None:
    (tmp_path / "essay.md").write_bytes(("\ufeff" + FRONT + "One.\n\nTwo.\n").replace("\n", "\r\n").encode())
    assert lint(tmp_path) == ()


def test_a_column_is_counted_in_letters(make_manuscript: MakeManuscript) -> None:
    (problem,) = problems_of("漢字 and 👩 [it] (https://example.org).\n", make_manuscript)
    assert (problem.location.column, problem.location.length) == (10, len("[it] (https://example.org)"))
