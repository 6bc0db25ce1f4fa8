"""Code cells of Quarto and R Markdown: shown as code, never run."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.fences import opening_fence
from bookbuild.manuscript.importers.lines import Changed, Line, in_code, prose_flags, together, warning
from bookbuild.manuscript.importers.pandoc.attributes import parse
from bookbuild.problems import Location

_CELL = re.compile(r"\s*(?![.#=])(?P<language>[A-Za-z][\w+#]*)\s*[, ]?\s*(?P<options>.*)$")
_OPTION = re.compile(r"[ >\t]*(?:#|//|%%|--)\|\s?(?P<words>.*)$")
_KEY = re.compile(r"(?P<key>[\w.-]+)\s*:\s*(?P<value>.*?)\s*$")
_KNITR = re.compile(r"(?<![\w.])(?P<key>[\w.]++)\s*+=\s*(?P<value>TRUE|FALSE|true|false|T|F|\"[^\"]*\"|'[^']*')")
_INLINE = re.compile(r"(?<!`)`(?:r |\{(?:r|python|julia|ojs)\} )[^`]+`(?!`)")
_NO = ("false", "f", "no")
_LEFT = "Run it in its own tool, save what it makes as a picture or a table, and put that in the text."


def plain_cells(lines: Sequence[Line], *, echo: bool) -> tuple[Changed, frozenset[str]]:
    """Code blocks with a language alone after the fence, and the labels of figures that code would have made.

    A cell with `echo: false` or `include: false` is left out, as its readers were never meant to see its code.
    """
    made: set[str] = set()
    run: list[tuple[str, Location]] = []

    def block(lines: Sequence[Line]) -> Changed:
        fence = opening_fence(lines[0])
        braces = fence.braces if fence else None
        cell = _CELL.match(braces.strip("{}")) if braces else None
        if fence is None or braces is None or cell is None:
            return list(lines), []
        inner = list(lines[1:-1])
        count = next((index for index, line in enumerate(inner) if not _OPTION.match(line.text)), len(inner))
        options = _options(cell["options"], inner[:count])
        if options.get("label", "").startswith(("fig-", "tbl-")):
            made.add(options["label"])
        if options.get("eval", "true").lower() not in _NO and not braces.startswith("{"):
            run.append((cell["language"], lines[0].place))
        shown = options.get("echo", str(echo)).lower() not in _NO and options.get("include", "true").lower() not in _NO
        if not shown:
            return [line._replace(text="") for line in lines], []
        return [lines[0]._replace(text=fence.line(cell["language"])), *inner[count:], lines[-1]], []

    changed, _ = in_code(lines, block)
    count = f"{len(run)} code cells are" if len(run) > 1 else "a code cell is"
    problems = (
        [warning("BB370", run[0][1], f"{count} shown as code: what the code makes is not in the book", _LEFT)]
        if run
        else []
    )
    inline = [(code[0], place) for code, place in _inline(changed)]
    message = "the code {} in the text is shown as code: what it makes is not in the book"
    return (changed, problems + together("BB370", inline, message, "Write the result in its place.")), frozenset(made)


def attributed_code(lines: Sequence[Line]) -> Changed:
    """Code blocks with attributes, ```` ```{.python filename="a.py"} ````, with the language alone after the fence."""
    return in_code(lines, lambda block: (_attributed(block), []))


def _options(in_braces: str, lines: Sequence[Line]) -> dict[str, str]:
    options = {found["key"].replace(".", "-"): found["value"].strip("\"'") for found in _KNITR.finditer(in_braces)}
    label = re.match(r"[\w-]+(?=\s*(?:,|$))", in_braces)
    if label:
        options["label"] = label[0]
    for line in lines:
        words = _OPTION.match(line.text)
        if words and (found := _KEY.match(words["words"])):
            options[found["key"]] = found["value"].strip("\"'")
    return options


def _attributed(lines: Sequence[Line]) -> list[Line]:
    """The first class is the language; a file name goes above in bold, so does the caption of a listing."""
    fence = opening_fence(lines[0])
    if fence is None or not fence.braces or not fence.braces.lstrip().startswith((".", "#")):
        return list(lines)
    attributes = parse(fence.braces)
    place = lines[0].place
    first = Line(fence.line(attributes.classes[0] if attributes.classes else ""), place)
    name = attributes.values.get("filename", "")
    caption = attributes.values.get("lst-cap", "")
    above = [f"Listing: {caption} {{#{attributes.id}}}"] if attributes.id.startswith("lst-") else [caption]
    above += [f"**{name}**" if name else ""]
    return [*(Line(text, place) for words in above if words for text in (words, "")), first, *lines[1:]]


def _inline(lines: Sequence[Line]) -> list[tuple[re.Match[str], Location]]:
    return [
        (code, line.place)
        for line, is_prose in zip(lines, prose_flags(lines), strict=True)
        if is_prose
        for code in _INLINE.finditer(line.text)
    ]
