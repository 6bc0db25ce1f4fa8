"""HTML that stands for Markdown, as mdBook, Quarto and pandoc read it: tags around text, rules, plain links."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, prose_flags

_OPEN = re.compile(r"(?P<indent>[ >]{0,9})<(?P<tag>div|section|aside|details)\b(?P<attributes>[^<>]*)>[ \t]*$")
_CLOSE = re.compile(r"(?P<before>.*?)</(?P<tag>div|section|aside|details)>[ \t]*$")
_SUMMARY = re.compile(r"[ >]{0,9}<summary>(?P<words>.*?)</summary>[ \t]*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CLASS = re.compile(r"\bclass\s*=\s*[\"']?([^\"'>]*)[\"']?")
_ID = re.compile(r"\bid\s*=\s*[\"']?([^\"'\s>]+)")
_RULE = re.compile(r"(?P<indent>[ >]{0,9})<hr\b[^<>]*>[ \t]*$")
_LINK = re.compile(r"<a\s+href=[\"'](?P<target>[^\"'<>\s()]+)[\"']\s*>(?P<words>[^<>\[\]]+)</a>")


def containers(lines: Sequence[Line], *, pandoc: bool) -> Changed:
    """`<div class="x">`, an empty line, Markdown, `</div>` become a block; so does `<details>`, its summary in bold.

    For `pandoc` the empty line is not needed. A rule alone on its line is a scene break, and a link without other
    attributes is a link.
    """
    pairs = _pairs(lines, pandoc=pandoc)
    changed: list[Line] = []
    for index, (line, is_prose) in enumerate(zip(lines, prose_flags(lines), strict=True)):
        if index in pairs:
            changed += _fence(line, pairs[index])
        elif index - 1 in pairs and (summary := _SUMMARY.match(line.text)):
            indent, words = pairs[index - 1], _TAG.sub("", summary["words"]).strip()
            changed += [line._replace(text=f"{indent}**{words}**"), line._replace(text=indent.rstrip())]
        elif is_prose:
            text = _RULE.sub(r"\g<indent>***", line.text)
            changed.append(line._replace(text=_LINK.sub(r"[\g<words>](\g<target>)", text)))
        else:
            changed.append(line)
    return changed, []


def _fence(line: Line, indent: str) -> list[Line]:
    """The line that opens or closes a block; what stands before a closing tag stays above it."""
    if opening := _OPEN.match(line.text):
        return [line._replace(text=f"{indent}::: {_attributes(opening)}")]
    found = _CLOSE.match(line.text)
    above = [line._replace(text=found["before"])] if found and found["before"].strip(" >") else []
    return [*above, line._replace(text=f"{indent}:::")]


def _attributes(opening: re.Match[str]) -> str:
    classes = _CLASS.search(opening["attributes"])
    words = [f".{name}" for name in (classes[1].split() if classes else [])]
    words = words or [f".{'block' if opening['tag'] == 'div' else opening['tag']}"]
    identifier = _ID.search(opening["attributes"])
    return f"{{{' '.join([*words, *([f'#{identifier[1]}'] if identifier else [])])}}}"


def _pairs(lines: Sequence[Line], *, pandoc: bool) -> dict[int, str]:
    """The lines that open and close a tag with Markdown in it, and their indent.

    They may be set in more deeply than the text between them; the block then stands where the text does.
    """
    pairs: dict[int, str] = {}
    waiting: list[tuple[int, str]] = []
    for index, is_prose in enumerate(prose_flags(lines)):
        text = lines[index].text
        if is_prose and (found := _OPEN.match(text)):
            waiting.append((index, found["tag"]))
        elif is_prose and (closing := _CLOSE.match(text)) and waiting and waiting[-1][1] == closing["tag"]:
            start, _ = waiting.pop()
            if pandoc or _is_followed_by_space(lines, start):
                indents = [_indent(line.text) for line in lines[start:index] if line.text.strip(" >")]
                pairs[start] = pairs[index] = min(indents, key=len)
    return pairs


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" >"))]


def _is_followed_by_space(lines: Sequence[Line], start: int) -> bool:
    """Whether an empty line comes after a tag, or after its summary: then CommonMark reads Markdown in it."""
    after = start + 2 if _SUMMARY.match(lines[start + 1].text) else start + 1
    return not lines[after].text.strip(" >")
