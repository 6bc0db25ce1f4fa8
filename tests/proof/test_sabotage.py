"""The proof notices every kind of damage, and says on which line of the manuscript the damaged words stand."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pikepdf
import pytest
from conftest import Built
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bookbuild import manuscript
from bookbuild.model import Manuscript
from bookbuild.pipeline.check import prove
from bookbuild.problems import Problem
from bookbuild.results import Artifact

ARTICLE = "coalition-strikes.md"
SOIL, WATER = "01-soil.md", "02-water.md"
XHTML = "{http://www.w3.org/1999/xhtml}"

Tree = lxml.etree._Element


@dataclass(frozen=True)
class Sabotage:
    """Damage to an output, and where the proof must place it: a file, and words on the line meant.

    Without words any line of the file will do: what stands in a front matter is placed at the text below it.
    """

    name: str
    book: str
    file: str
    words: str
    codes: frozenset[str]


def _line(built: Built, file: str, words: str) -> int:
    """The line, counted from 1, on which words stand in a file of a manuscript."""
    lines = (built.manuscript / file).read_text(encoding="utf-8").split("\n")
    (found,) = [number for number, line in enumerate(lines, start=1) if words in line]
    return found


def _problems(built: Built, *artifacts: Artifact, loaded: Manuscript | None = None) -> tuple[Problem, ...]:
    return prove(loaded or manuscript.load(built.manuscript), artifacts or built.outputs).problems


def _assert_noticed(built: Built, damaged: Artifact, case: Sabotage) -> None:
    problems = _problems(built, damaged)
    assert problems, "nothing was noticed"
    places = [problem.location for problem in problems if problem.code in case.codes]
    said = [(problem.code, str(problem.location), problem.message) for problem in problems]
    if case.words:
        assert (case.file, _line(built, case.file, case.words)) in [(place.path, place.line) for place in places], said
    else:
        assert case.file in [place.path for place in places], said


@pytest.mark.parametrize("book", ["article", "garden"])
def test_untouched_outputs_are_proven(book: str, request: pytest.FixtureRequest) -> None:
    assert _problems(request.getfixturevalue(book)) == ()


# EPUB and HTML: what they are made of is text, so that most damage is one replacement.


def _with_members(artifact: Artifact, change: Callable[[str, bytes], bytes]) -> Artifact:
    buffer = io.BytesIO()
    changed = False
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for entry in archive.infolist():
            before = archive.read(entry)
            after = change(entry.filename, before)
            changed = changed or after != before
            copy.writestr(entry, after)
    assert changed, "the sabotage changed nothing"
    return replace(artifact, data=buffer.getvalue())


def _replaced(artifact: Artifact, old: str, new: str) -> Artifact:
    if artifact.name.endswith(".html"):
        assert old.encode() in artifact.data
        return replace(artifact, data=artifact.data.replace(old.encode(), new.encode(), 1))

    def change(name: str, data: bytes) -> bytes:
        return data.replace(old.encode(), new.encode(), 1) if name.startswith("EPUB/text/") else data

    return _with_members(artifact, change)


def _transformed(artifact: Artifact, change: Callable[[Tree], None]) -> Artifact:
    """Change the tree of every chapter."""
    if artifact.name.endswith(".html"):
        root = lxml.html.document_fromstring(artifact.data)
        lxml.html.html_to_xhtml(root)
        change(root)
        lxml.html.xhtml_to_html(root)
        data = lxml.html.tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")
        assert data != artifact.data, "the sabotage changed nothing"
        return replace(artifact, data=data)

    def rewrite(name: str, data: bytes) -> bytes:
        if not name.startswith("EPUB/text/"):
            return data
        tree = lxml.etree.fromstring(data)
        change(tree)
        return lxml.etree.tostring(tree, encoding="utf-8", xml_declaration=True)

    return _with_members(artifact, rewrite)


TEXT, KIND, NOTE = frozenset({"BB801"}), frozenset({"BB803"}), frozenset({"BB804"})
SURPLUS = frozenset({"BB801", "BB802"})

REPLACEMENTS = [
    (Sabotage("letter in the first quotation", "article", ARTICLE, "> Today was", TEXT), "kinetic", "kinetik"),
    (
        Sabotage("letter in the second quotation", "article", ARTICLE, "> Coalition forces", TEXT),
        "more than a year.",
        "more than a bear.",
    ),
    (Sabotage("letter in a quotation", "garden", SOIL, "> A garden", TEXT), "a friend you", "a fiend you"),
    (Sabotage("letter in its next paragraph", "garden", SOIL, "> It never", TEXT), "never minds", "ever minds"),
    (Sabotage("letter in a lone quotation", "garden", SOIL, "> A second", TEXT), "without a source", "with a source"),
    (Sabotage("letter in an outer quotation", "garden", WATER, "> Outer", TEXT), "Outer words", "Other words"),
    (Sabotage("letter in an inner quotation", "garden", WATER, "> > Inner", TEXT), "quoted again", "quoted agains"),
    (Sabotage("letter in an attribution", "garden", SOIL, "Anna Lind", TEXT), "Anna Lind", "Anne Lind"),
    (
        Sabotage("byline dropped", "article", ARTICLE, "", TEXT),
        '<p class="byline"><span class="author">The bookbuild editors</span></p>',
        "",
    ),
    (
        Sabotage("letter in the byline", "article", ARTICLE, "", TEXT),
        "The bookbuild editors</span>",
        "The bookbuild editor</span>",
    ),
    (
        Sabotage("credit dropped", "article", ARTICLE, "", TEXT),
        '<p class="credit">After a report by Niamh Harris, The People’s Voice, citing RT</p>',
        "",
    ),
    (
        Sabotage("hyphen lost", "article", ARTICLE, "“unilaterally-declared”", TEXT),
        "unilaterally-declared",
        "unilaterallydeclared",
    ),
    (
        Sabotage("quote mark flipped", "article", ARTICLE, "“However, we", TEXT),
        "“However",
        "”However",
    ),
    (
        Sabotage("quote mark straightened", "article", ARTICLE, "Washington had", TEXT),
        "“illegitimate.”",
        '"illegitimate."',
    ),
    (
        Sabotage("no more than a dash", "article", ARTICLE, "In outline the", TEXT),
        "55-kilometer deconfliction zone around",
        "55–kilometer deconfliction zone around",
    ),
    (
        Sabotage("words added", "article", ARTICLE, "In outline the", SURPLUS),
        "In outline the",
        "So they say. In outline the",
    ),
    (
        Sabotage("paragraph added", "garden", WATER, "Rain falls.", SURPLUS),
        "<p>Rain falls.</p>",
        "<p>An advertisement stands here.</p><p>Rain falls.</p>",
    ),
    (Sabotage("note with another number", "garden", SOIL, "[^long]: A long note", NOTE), ">2.</p>", ">7.</p>"),
    (Sabotage("letter in a note", "article", ARTICLE, "[^zone]: The report", TEXT), "“55km", "“65km"),
    (Sabotage("letter in a caption", "garden", WATER, "A watering can", TEXT), "drawn from life", "drawn from live"),
    (Sabotage("letter in a cell", "garden", SOIL, "| Fern", TEXT), ">10<", ">18<"),
    (Sabotage("letter in code", "garden", SOIL, "```python", TEXT), "watering ", "watering s"),
    (Sabotage("letter in the author note", "garden", WATER, "Clara Voss keeps", TEXT), "gardens.</p>", "garden.</p>"),
]


@pytest.mark.parametrize("ending", [".epub", ".html"])
@pytest.mark.parametrize(
    ("case", "old", "new"),
    REPLACEMENTS,
    ids=[case.name for case, _, _ in REPLACEMENTS],
)
def test_replacement_in_the_text_is_noticed(
    case: Sabotage, old: str, new: str, ending: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(case.book)
    _assert_noticed(built, _replaced(built.artifact(ending), old, new), case)


def _drop(tree: Tree, path: str) -> None:
    for element in tree.findall(path):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def _quotations_to_paragraphs(tree: Tree) -> None:
    for quotation in tree.findall(f".//{XHTML}blockquote"):
        quotation.tag = f"{XHTML}div"


def _headings_down(tree: Tree) -> None:
    for heading in tree.findall(f".//{XHTML}h2"):
        heading.tag = f"{XHTML}h3"


def _attributions_exchanged(tree: Tree) -> None:
    cites = tree.findall(f".//{XHTML}cite")
    if len(cites) > 1:
        cites[0].text, cites[1].text = cites[1].text, cites[0].text


def _paragraphs_exchanged(tree: Tree) -> None:
    first, second = tree.findall(f".//{XHTML}section/{XHTML}p")[:2]
    first.text, second.text = second.text, first.text


def _attribution_inside_quotation(tree: Tree) -> None:
    for figure in tree.findall(f".//{XHTML}figure[@class='quotation']"):
        source = lxml.etree.SubElement(figure[0], f"{XHTML}p")
        source.text = "".join(figure[1].itertext())
        figure.remove(figure[1])


def _author_note_to_text(tree: Tree) -> None:
    for section in tree.findall(f".//{XHTML}section[@class='author-note']"):
        section.attrib.pop("class")


TRANSFORMATIONS: list[tuple[Sabotage, Callable[[Tree], None]]] = [
    (
        Sabotage("note dropped", "article", ARTICLE, "[^zone]: The report", NOTE | TEXT),
        lambda tree: _drop(tree, ".//*[@role='doc-footnote']"),
    ),
    (
        Sabotage("author note dropped", "article", ARTICLE, "The report followed here", TEXT),
        lambda tree: _drop(tree, f".//{XHTML}section[@class='author-note']"),
    ),
    (
        Sabotage("author note dropped from a book", "garden", WATER, "Clara Voss keeps", TEXT),
        lambda tree: _drop(tree, f".//{XHTML}section[@class='author-note']"),
    ),
    (Sabotage("author note as text", "garden", WATER, "Clara Voss keeps", KIND), _author_note_to_text),
    (Sabotage("first quotation as text", "article", ARTICLE, "> Today was", KIND), _quotations_to_paragraphs),
    (Sabotage("second quotation as text", "article", ARTICLE, "> Coalition forces", KIND), _quotations_to_paragraphs),
    (Sabotage("heading at another level", "article", ARTICLE, "## Whose zone?", KIND), _headings_down),
    (Sabotage("attributions exchanged", "article", ARTICLE, "— Colonel Ryan Dillon", SURPLUS), _attributions_exchanged),
    (Sabotage("attribution as quotation", "article", ARTICLE, "— U.S. Central", KIND), _attribution_inside_quotation),
    (
        Sabotage("paragraphs exchanged", "article", ARTICLE, "The U.S.-led coalition attacked", SURPLUS),
        _paragraphs_exchanged,
    ),
    (
        Sabotage("quotation dropped", "garden", SOIL, "> A second quotation", TEXT),
        lambda tree: _drop(tree, f".//{XHTML}section/{XHTML}blockquote"),
    ),
    (
        Sabotage("attribution dropped", "article", ARTICLE, "— U.S. Central", TEXT),
        lambda tree: _drop(tree, f".//{XHTML}figure/{XHTML}figcaption"),
    ),
]


@pytest.mark.parametrize("ending", [".epub", ".html"])
@pytest.mark.parametrize(
    ("case", "change"), TRANSFORMATIONS, ids=[f"{case.name} {case.words[:12]}" for case, _ in TRANSFORMATIONS]
)
def test_change_of_the_tree_is_noticed(
    case: Sabotage, change: Callable[[Tree], None], ending: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(case.book)
    _assert_noticed(built, _transformed(built.artifact(ending), change), case)


# The PDF: words are glyph codes in its content streams, and what they are is in its structure tree.


def _changed(artifact: Artifact, change: Callable[[Pdf], None]) -> Artifact:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        change(pdf)
        pdf.save(buffer)
    return replace(artifact, data=buffer.getvalue())


def _elements(pdf: Pdf, kind: str) -> list[Object]:
    found: list[Object] = []
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Array):
            waiting.extend(reversed(list(kid)))
        elif isinstance(kid, Dictionary) and "/S" in kid:
            if str(kid.S) == f"/{kind}":
                found.append(kid)
            if "/K" in kid:
                waiting.append(kid.K)
    return found


def _remove(element: Object) -> None:
    parent = element.P
    parent.K = Array([kid for kid in parent.K if not isinstance(kid, Dictionary) or kid.objgen != element.objgen])


def _marked(element: Object) -> Iterator[tuple[Object, int]]:
    """Page and identifier of the marked content below an element, in order."""
    kids: Iterable[Any] = element.K if isinstance(element.K, Array) else [element.K]
    for kid in kids:
        if isinstance(kid, int):
            yield element.Pg, kid
        elif isinstance(kid, Dictionary) and "/K" in kid:
            yield from _marked(kid)


def _exchange_glyphs(pdf: Pdf, element: Object, place: int = 0) -> None:
    """Exchange the first two neighbouring glyphs that differ, from a place on, in the text below an element."""
    page, mcid = next(_marked(element))
    instructions = list(pikepdf.parse_content_stream(pikepdf.Page(page)))
    marks = [
        index
        for index, each in enumerate(instructions)
        if str(each.operator) == "BDC" and each.operands[1] == Dictionary(MCID=mcid)
    ]
    shown = next(index for index in range(marks[0], len(instructions)) if str(instructions[index].operator) == "TJ")
    parts = list(instructions[shown].operands[0])
    glyphs = [index for index, part in enumerate(parts) if isinstance(part, pikepdf.String) and len(bytes(part)) == 2]
    pairs = pairwise(glyphs[place:])
    first, second = next((one, two) for one, two in pairs if bytes(parts[one]) != bytes(parts[two]))
    parts[first], parts[second] = parts[second], parts[first]
    instructions[shown] = pikepdf.ContentStreamInstruction([Array(parts)], instructions[shown].operator)
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _swap(first: Object, second: Object) -> None:
    """Exchange two elements of one parent."""
    parent = first.P
    order = {first.objgen: second, second.objgen: first}
    parent.K = Array([order.get(kid.objgen, kid) if isinstance(kid, Dictionary) else kid for kid in parent.K])


def _exchange_children(first: Object, second: Object) -> None:
    first.K, second.K = second.K, first.K
    for parent in (first, second):
        for kid in parent.K:
            if isinstance(kid, Dictionary):
                kid.P = parent


def _retag(element: Object, kind: str) -> None:
    element.S = Name(f"/{kind}")


def _doubled(pdf: Pdf) -> None:
    """Read one paragraph out twice."""
    paragraph = _elements(pdf, "P")[5]
    parent = paragraph.P
    kids = list(parent.K)
    at = next(index for index, kid in enumerate(kids) if kid.objgen == paragraph.objgen)
    parent.K = Array([*kids[: at + 1], paragraph, *kids[at + 1 :]])


CHANGES: list[tuple[Sabotage, Callable[[Pdf], None]]] = [
    (
        Sabotage("glyphs in the first quotation", "article", ARTICLE, "> Today was", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[0]),
    ),
    (
        Sabotage("glyphs in the second quotation", "article", ARTICLE, "> Coalition forces", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[1], 3),
    ),
    (
        Sabotage("glyphs in a quotation", "garden", SOIL, "> A garden", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[0], 2),
    ),
    (
        Sabotage("glyphs in a lone quotation", "garden", SOIL, "> A second", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[1], 2),
    ),
    (
        Sabotage("glyphs in an outer quotation", "garden", WATER, "> Outer", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[2], 1),
    ),
    (
        Sabotage("glyphs in an inner quotation", "garden", WATER, "> > Inner", TEXT),
        lambda pdf: _exchange_glyphs(pdf, _elements(pdf, "BlockQuote")[3], 1),
    ),
    (
        Sabotage("byline dropped", "article", ARTICLE, "", TEXT),
        lambda pdf: _remove(_elements(pdf, "P")[1]),
    ),
    (
        Sabotage("credit dropped", "article", ARTICLE, "", TEXT),
        lambda pdf: _remove(_elements(pdf, "P")[2]),
    ),
    (
        Sabotage("note dropped", "article", ARTICLE, "[^zone]: The report", NOTE | TEXT),
        lambda pdf: _remove(_elements(pdf, "Note")[0]),
    ),
    (
        Sabotage("note dropped from a book", "garden", SOIL, "[^long]: A long note", NOTE | TEXT),
        lambda pdf: _remove(_elements(pdf, "Note")[1]),
    ),
    (
        Sabotage("numbers of two notes exchanged", "garden", SOIL, "[^first]: The note", NOTE | TEXT),
        lambda pdf: _exchange_children(
            *[label for note in _elements(pdf, "Note")[:2] for label in _below(note, "Lbl")]
        ),
    ),
    (
        Sabotage("notes exchanged", "garden", SOIL, "[^first]: The note", NOTE | TEXT),
        lambda pdf: _swap(*_elements(pdf, "Note")[:2]),
    ),
    (
        Sabotage("attributions exchanged", "article", ARTICLE, "— Colonel Ryan Dillon", SURPLUS),
        lambda pdf: _exchange_children(*_quotation_captions(pdf)[:2]),
    ),
    (
        Sabotage("first quotation as text", "article", ARTICLE, "> Today was", KIND),
        lambda pdf: _retag(_elements(pdf, "BlockQuote")[0], "Div"),
    ),
    (
        Sabotage("lone quotation as text", "garden", SOIL, "> A second", KIND),
        lambda pdf: _retag(_elements(pdf, "BlockQuote")[1], "P"),
    ),
    (
        Sabotage("heading at another level", "article", ARTICLE, "## Whose zone?", KIND),
        lambda pdf: _retag(_elements(pdf, "H2")[1], "H3"),
    ),
    (
        Sabotage("heading as text", "garden", WATER, "## Rain", KIND),
        lambda pdf: _retag(_elements(pdf, "H2")[2], "P"),
    ),
    (
        Sabotage("paragraphs exchanged", "article", ARTICLE, "The U.S.-led coalition attacked", SURPLUS),
        lambda pdf: _swap(*_elements(pdf, "P")[3:5]),
    ),
    (
        Sabotage("author note dropped", "article", ARTICLE, "The report followed here", TEXT),
        lambda pdf: _remove(_below(_elements(pdf, "Sect")[-1], "P")[0]),
    ),
    (
        Sabotage("author note dropped from a book", "garden", WATER, "Clara Voss keeps", TEXT),
        lambda pdf: _remove(_below(_elements(pdf, "Sect")[-1], "P")[0]),
    ),
    (Sabotage("words added", "article", ARTICLE, "> Today was", SURPLUS), _doubled),
    (
        Sabotage("list item dropped", "garden", SOIL, "- one", TEXT),
        lambda pdf: _remove(_elements(pdf, "LI")[0]),
    ),
    (
        Sabotage("cell dropped", "garden", SOIL, "| Rose", TEXT),
        lambda pdf: _remove(_elements(pdf, "TD")[1]),
    ),
]


def _below(element: Object, kind: str) -> list[Object]:
    kids = element.K if isinstance(element.K, Array) else [element.K]
    dictionaries = [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
    return [
        found
        for kid in dictionaries
        for found in ([kid] if str(kid.S) == f"/{kind}" else _below(kid, kind) if "/K" in kid else [])
    ]


def _quotation_captions(pdf: Pdf) -> list[Object]:
    return [
        caption
        for caption in _elements(pdf, "Caption")
        if any(isinstance(kid, Dictionary) and kid.get("/S") == Name.BlockQuote for kid in caption.P.K)
    ]


@pytest.mark.parametrize(("case", "change"), CHANGES, ids=[f"{case.name} {case.words[:12]}" for case, _ in CHANGES])
def test_change_of_the_pdf_is_noticed(
    case: Sabotage, change: Callable[[Pdf], None], request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(case.book)
    _assert_noticed(built, _changed(built.artifact(".pdf"), change), case)


def test_saving_a_pdf_anew_is_no_damage(article: Built) -> None:
    assert _problems(article, _changed(article.artifact(".pdf"), lambda pdf: None)) == ()


# The manuscript: outputs of yesterday against the text of today.

EDITS: list[tuple[str, str, str, str]] = [
    ("article", ARTICLE, "kinetic strikes", "kinetic strike"),
    ("article", ARTICLE, "“However, we remain", "„However, we remain"),
    ("article", ARTICLE, "unilaterally-declared", "unilaterally declared"),
    ("article", ARTICLE, "— U.S. Central Command", "— U.S. Centrall Command"),
    ("article", ARTICLE, "15,113 articles", "15,112 articles"),
    ("article", ARTICLE, "“55km deconfliction", "“50km deconfliction"),
    ("article", ARTICLE, "## Whose zone?", "## Whose zones?"),
    ("article", ARTICLE, "## Whose zone?", "### Whose zone?\n\n## Nobody’s"),
    ("garden", SOIL, "> It never minds the hour.", "> It never minds the hours."),
    ("garden", SOIL, "the same note[^first]", "the same note[^long]"),
    ("garden", SOIL, "| Rose | 2.5 |", "| Rose | 2,5 |"),
    ("garden", WATER, "-- The inner speaker", "-- The inmost speaker"),
    ("garden", WATER, "Clara Voss keeps", "Clara Foss keeps"),
]


@pytest.mark.parametrize("ending", [".epub", ".pdf", ".html"])
@pytest.mark.parametrize(("book", "file", "old", "new"), EDITS, ids=[edit[3].split("\n")[0] for edit in EDITS])
def test_change_of_the_manuscript_is_noticed(
    book: str, file: str, old: str, new: str, ending: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    built: Built = request.getfixturevalue(book)
    edited = _copy(built.manuscript, tmp_path / "book", {file: (old, new)})
    line = next(
        n for n, text in enumerate((edited / file).read_text("utf-8").split("\n"), 1) if new.split("\n")[0] in text
    )
    problems = _problems(built, built.artifact(ending), loaded=manuscript.load(edited))
    assert problems
    places = {(problem.location.path, problem.location.line) for problem in problems}
    assert (file, line) in places, [(problem.code, str(problem.location), problem.message) for problem in problems]


def _copy(folder: Path, target: Path, edits: Mapping[str, tuple[str, str]]) -> Path:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            copy = target / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            if (edit := edits.get(path.name)) is not None:
                text = data.decode()
                assert len(re.findall(re.escape(edit[0]), text)) == 1
                data = text.replace(*edit).encode()
            copy.write_bytes(data)
    return target
