"""Links and images that are typed so that their marks are printed, or lead to one computer only."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page
from bookbuild.problems import Severity

_ADDRESS = r"(?:https?:|mailto:|www\.|\.{0,2}/|#|[\w./-]+\.(?:md|html?|png|jpe?g|svg|gif|webp)\b)"
_APART = re.compile(rf"(?<![-+*] )!?\[[^\[\]\n]*\w[^\[\]\n]*\][ \t]+\({_ADDRESS}[^\s()]*\)")
_TURNED = re.compile(rf"(?<!\])\([^()\n]+\)\[{_ADDRESS}[^\]\s]*\](?!\()")
_OPENING = re.compile(r"(?<!\\)\]\(")
_TITLE = r"(?:\"[^\"]*\"|'[^']*'|\([^()]*\))"
_REST = re.compile(rf"\s*(?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+{_TITLE})?\s*\)")
_SPACED = re.compile(rf"[ \t]*(?P<path>[^\s()<>\"'][^()<>\n\"']*?)(?:[ \t]+{_TITLE})?[ \t]*\)")
_IMAGE_WORDS = re.compile(r"!\[[^\[\]]*$")
_LABELLED = re.compile(
    r"(?<![\w\]\\])(?P<image>!?)\[(?P<words>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n^][^\[\]\n]*)?\](?![\[(])"
)
_SHORT_IMAGE = re.compile(r"(?<![\w\\])!\[(?P<label>[^\[\]\n^][^\[\]\n]*)\](?![ \t]*[\[(:])")
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n^][^\[\]\n]*)\]:", re.MULTILINE)
_LOCAL = re.compile(r"\]\([ \t]*<?(?P<path>(?:file:|[A-Za-z]:[\\/]|\\\\)[^\n)>]*|[^\s()<>\"']*\w\\\w[^\s()<>\"']*)")
_PATH = "Give the path from this file, with forward slashes: images/map.png"


def apart(page: Page) -> Iterator[Finding]:
    """A space between words and address, or the brackets the wrong way round."""
    for found in _APART.finditer(page.prose):
        yield _raw(found, "a space stands between the brackets and the address", "Delete the space.")
    for found in _TURNED.finditer(page.prose):
        yield _raw(found, "its brackets are the wrong way round", "Put the words in [ ] and the address in ( ).")


def _raw(found: re.Match[str], why: str, hint: str) -> Finding:
    image = found[0].startswith("!")
    what = "an image" if image else "a link"
    severity = Severity.ERROR if image else Severity.WARNING
    return Finding("BB338", *found.span(), f"this is not read as {what}, because {why}", hint, severity)


def unclosed(page: Page) -> Iterator[Finding]:
    """An address that no bracket closes, or that holds spaces."""
    for found in _OPENING.finditer(page.prose):
        start = found.end()
        if _REST.match(page.prose, start):
            continue
        line_start = page.starts[page.line_of(start)]
        bracket = page.prose.rfind("[", line_start, start)
        if bracket > 0 and page.prose[bracket - 1] == "\\":
            continue
        image = bool(_IMAGE_WORDS.search(page.prose, line_start, found.start()))
        what = "image" if image else "link"
        spaced = _SPACED.match(page.prose, start)
        if spaced:
            hint = f"Write %20 for each space, or put the path between < and >: (<{spaced['path']}>)"
            message = f"the path of this {what} holds spaces, so that other programs see no {what} here"
            yield Finding("BB350", *spaced.span("path"), message, hint, Severity.ERROR)
            continue
        end = re.compile(r"\s|$").search(page.prose, start)
        yield Finding(
            "BB339",
            bracket if bracket >= 0 else found.start(),
            end.start() if end else len(page.prose),
            f"the address of this {what} is never closed, so that its marks would be printed",
            "Put a ) after the address.",
            Severity.ERROR if image else Severity.WARNING,
        )


def undefined(page: Page) -> Iterator[Finding]:
    """`[words][label]` where no line says what the label is."""
    labels = {_plain(label) for label in _DEFINED.findall(page.prose)}
    for pattern in (_LABELLED, _SHORT_IMAGE):
        for found in pattern.finditer(page.prose):
            label = found["label"] or found["words"]
            if _plain(label) in labels:
                continue
            image = found[0].startswith("!")
            yield Finding(
                "BB340",
                *found.span(),
                f"no line says where “{label}” {'is to be found' if image else 'leads'}, so that the brackets would be "
                "printed",
                f"Write it on a line of its own: [{label}]: {'images/map.png' if image else 'https://…'}",
                Severity.ERROR if image else Severity.WARNING,
            )


def local_paths(page: Page) -> Iterator[Finding]:
    """`C:\\pictures\\map.png`, `file:///…`, `images\\map.png`."""
    for found in _LOCAL.finditer(page.prose):
        yield Finding(
            "BB351",
            *found.span("path"),
            "this path holds on one computer only, if at all",
            _PATH,
            Severity.ERROR,
        )


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
