"""Links and images that are typed so that their marks are printed, or lead to one computer only."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
from bookbuild.problems import Severity

_ADDRESS = r"(?:https?:|mailto:|www\.|\.{0,2}/|#|[\w./-]+\.(?:md|html?|png|jpe?g|svg|gif|webp)\b)"
_APART = re.compile(rf"(?<![-+*] )!?\[[^\[\]\n]*\w[^\[\]\n]*\][ \t]+\({_ADDRESS}[^\s()]*\)")
_TURNED = re.compile(rf"(?<!\])\([^()\n]+\)\[{_ADDRESS}[^\]\s]*\](?!\()")
_OPENING = re.compile(r"(?<!\\)\]\(")
_TITLE = r"(?:\"[^\"]*\"|'[^']*'|\([^()]*\))"
_REST = re.compile(
    rf"\s*+(?:(?<=\s){_TITLE}\s*+\)|(?:<[^<>\n]*>|[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+)(?:\s++{_TITLE})?\s*+\))"
)
_SPACED = re.compile(
    rf"[ \t]*+(?P<path>(?=\S)[^ \t\n()<>\"']++(?:[ \t]++[^ \t\n()<>\"']++)*+)(?:[ \t]++{_TITLE})?[ \t]*+\)"
)
_IMAGE_WORDS = re.compile(r"!\[[^\[\]]*$")
_LABELLED = re.compile(
    r"(?<![\w\]\\])(?P<image>!?)\[(?P<words>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n^][^\[\]\n]*)?\](?![\[(])"
)
_SHORT_IMAGE = re.compile(r"(?<![\w\\])!\[(?P<label>[^\[\]\n^][^\[\]\n]*)\](?![ \t]*[\[(:])")
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n^][^\[\]\n]*)\]:", re.MULTILINE)
_LOCAL = re.compile(r"\]\([ \t]*<?(?P<path>(?:file:|[A-Za-z]:[\\/]|\\\\)[^\n)>]*|[^\s()<>\"']*\w\\\w[^\s()<>\"']*)")
_END_OF_WORD = re.compile(r"\s|$")
_PATH = "Give the path from this file, with forward slashes: images/map.png"


@rule("BB338", "] ", "]\t", ")[")
def apart(masked: MaskedText) -> Iterator[Finding]:
    """A space between words and address, or the brackets the wrong way round."""
    for match in _APART.finditer(masked.prose):
        yield _raw(match, "there is a space between the brackets and the address", "Delete the space.")
    for match in _TURNED.finditer(masked.prose):
        yield _raw(match, "its brackets are the wrong way round", "Put the words in [ ] and the address in ( ).")


def _raw(match: re.Match[str], why: str, hint: str) -> Finding:
    image = match[0].startswith("!")
    what = "an image" if image else "a link"
    severity = Severity.ERROR if image else Severity.WARNING
    return Finding(*match.span(), f"this is not read as {what}, because {why}", hint, severity)


@rule("BB350", "](", explains=("BB306", "BB401"))
def spaces_in_paths(masked: MaskedText) -> Iterator[Finding]:
    """An address that holds spaces: it ends at the first."""
    for opening in _unreadable_addresses(masked):
        what = _what_opens(masked, opening)
        if path := _SPACED.match(masked.prose, opening.end()):
            yield Finding(
                *path.span("path"),
                f"the path of this {what} contains spaces, so other programs see no {what} here",
                f"Write %20 for each space, or put the path between < and >: (<{path['path']}>)",
                Severity.ERROR,
            )


@rule("BB339", "](", explains=("BB306", "BB401", "BB403"))
def unclosed(masked: MaskedText) -> Iterator[Finding]:
    """An address that no bracket closes."""
    for opening in _unreadable_addresses(masked):
        if _SPACED.match(masked.prose, opening.end()):
            continue
        what = _what_opens(masked, opening)
        bracket = _bracket(masked, opening)
        end = _END_OF_WORD.search(masked.prose, opening.end())
        yield Finding(
            bracket if bracket >= 0 else opening.start(),
            end.start() if end else len(masked.prose),
            f"the address of this {what} is never closed, so its marks would be printed",
            "Put a ) after the address.",
            Severity.ERROR if what == "image" else Severity.WARNING,
        )


def _unreadable_addresses(masked: MaskedText) -> Iterator[re.Match[str]]:
    """Each `](` after which no address stands as it should."""
    for opening in _OPENING.finditer(masked.prose):
        bracket = _bracket(masked, opening)
        escaped = bracket > 0 and masked.prose[bracket - 1] == "\\"
        if not escaped and not _REST.match(masked.prose, opening.end()):
            yield opening


def _bracket(masked: MaskedText, opening: re.Match[str]) -> int:
    """Where the words before `](` begin; -1 where that is not on the same line."""
    return masked.prose.rfind("[", masked.starts[masked.line_of(opening.end())], opening.end())


def _what_opens(masked: MaskedText, opening: re.Match[str]) -> str:
    line_start = masked.starts[masked.line_of(opening.end())]
    return "image" if _IMAGE_WORDS.search(masked.prose, line_start, opening.start()) else "link"


@rule("BB340", "][", "![")
def undefined(masked: MaskedText) -> Iterator[Finding]:
    """`[words][label]` where no line says what the label is."""
    labels = {_plain(label) for label in _DEFINED.findall(masked.prose)}
    for pattern in (_LABELLED, _SHORT_IMAGE):
        for match in pattern.finditer(masked.prose):
            label = match["label"] or match["words"]
            if _plain(label) in labels:
                continue
            image = match[0].startswith("!")
            lost = f"which image “{label}” is" if image else f"where “{label}” leads"
            yield Finding(
                *match.span(),
                f"no line says {lost}, so the brackets would be printed",
                f"Write it on a line of its own: [{label}]: {'images/map.png' if image else 'https://…'}",
                Severity.ERROR if image else Severity.WARNING,
            )


@rule("BB351", "](", explains=("BB306", "BB307", "BB401", "BB402", "BB403"))
def local_paths(masked: MaskedText) -> Iterator[Finding]:
    """`C:\\pictures\\map.png`, `file:///…`, `images\\map.png`."""
    for match in _LOCAL.finditer(masked.prose):
        yield Finding(
            *match.span("path"),
            "this path works on one computer only, if at all",
            _PATH,
            Severity.ERROR,
        )


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
