"""Images as pandoc and Quarto read them: the brackets hold the caption of an image that stands alone."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose
from bookbuild.manuscript.importers.pandoc.attributes import PATTERN, parse, written

_REST = re.compile(
    rf"\((?P<target><[^<>\n]*>|[^\s()<>]*)(?:\s+[\"'](?P<title>.*?)[\"'])?\s*\)(?:{PATTERN})?\s*$", re.DOTALL
)
_INLINE = re.compile(r"(?P<image>!\[[^\[\]]*\]\([^()\n]*\))" + PATTERN)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\{[^{}]*\})?")
_MARKS = re.compile(r"\\(.)|[*`]|(?<!\w)_|_(?!\w)|\$")


def figures(lines: Sequence[Line]) -> Changed:
    """An image alone in its paragraph gets its caption on a line below; `fig-alt` says it to those who cannot see."""
    return in_prose(lines, lambda prose: (_figures(prose), []))


def _figures(lines: Sequence[Line]) -> list[Line]:
    changed: list[Line] = []
    index = 0
    while index < len(lines):
        end = index + 1
        if lines[index].text.startswith("![") and (index == 0 or _parts(lines[index - 1])):
            while end < len(lines) and not _parts(lines[end]):
                end += 1
            changed += _figure(lines[index:end])
        else:
            changed.append(lines[index]._replace(text=_INLINE.sub(_inline, lines[index].text)))
        index = end
    return changed


def _parts(line: Line) -> bool:
    """Whether a line stands between paragraphs."""
    return not line.text.strip() or line.text.startswith(":::")


def _figure(paragraph: Sequence[Line]) -> list[Line]:
    text = "\n".join(line.text for line in paragraph)
    close = _close(text)
    rest = _REST.match(text[close + 1 :]) if close else None
    if close is None or rest is None:
        return [line._replace(text=_INLINE.sub(_inline, line.text)) for line in paragraph]
    caption = " ".join(text[2:close].split())
    attributes = parse(rest["attributes"] or "")
    alternative = attributes.values.get("fig-alt", attributes.values.get("alt", plain(caption)))
    image = f"![{_bracketed(alternative)}]({rest['target']}){written(attributes)}"
    below = [Line(f": {caption}", paragraph[0].place)] if caption else []
    return [Line(image, paragraph[0].place), *below]


def plain(markdown: str) -> str:
    """The words of a caption without marks, notes and citations."""
    text = _LINK.sub(r"\1", re.sub(r"\[\^[^\]]*\]", "", markdown))
    return " ".join(_MARKS.sub(lambda found: found[1] or "", text).split())


def _bracketed(words: str) -> str:
    return re.sub(r"([\[\]\\*_`<&])", r"\\\1", words)


def _inline(match: re.Match[str]) -> str:
    """An image inside a paragraph: its words are those in the brackets, or its `fig-alt`."""
    attributes = parse(match["attributes"])
    alternative = attributes.values.get("fig-alt", attributes.values.get("alt"))
    image = match["image"]
    if alternative is not None:
        image = f"![{_bracketed(alternative)}]{image[image.index('](') + 1 :]}"
    return image + written(attributes)


def _close(text: str) -> int | None:
    """The index of the bracket that closes the words of an image."""
    depth = 0
    for bracket in re.finditer(r"\\.|[\[\]]", text[1:], re.DOTALL):
        depth += {"[": 1, "]": -1}.get(bracket[0], 0)
        if depth == 0:
            return 1 + bracket.start()
    return None
