"""Which of what stands between `<` and `>` is a tag of HTML, and which is text: `<System>`, `List<String>`, `<<x>>`.

A browser takes a tag of any name for one and shows nothing of it, so that a word in such brackets would be lost. Here a
tag is what has the form of one (CommonMark 0.31.2, 6.6) and a name and attributes that HTML knows; all else is text.
"""

import re
from collections.abc import Iterator

TAG = re.compile(
    r"""</?(?P<name>[A-Za-z][A-Za-z0-9-]*)"""
    r"""(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*)\s*/?>"""
)
"""What has the form of a tag."""
_BARE = re.compile(r"""([A-Za-z_:][\w:.-]*)(\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?""")
_SHOWN = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn "
    "div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p "
    "picture pre q rb rp rt rtc ruby s samp section small span strike strong sub summary sup table tbody td tfoot th "
    "thead time tr tt u ul var wbr".split()
)
"""Names that stand for how words are shown."""
_OTHERS = frozenset(
    "acronym area audio base body button canvas data datalist dialog dir embed fieldset form frame frameset head html "
    "iframe input label legend link map marquee menu meta meter noframes noscript object optgroup option output param "
    "progress script search select slot source style template textarea title track video".split()
)
"""The other names of HTML: words that people put between brackets without a thought of HTML are among them."""
_DRAWINGS = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)
_BOOLEAN = frozenset(
    "allowfullscreen alpha async autofocus autoplay checked compact controls default defer disabled formnovalidate "
    "hidden inert ismap itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline readonly "
    "required reversed selected".split()
)
"""Attributes that have no value (HTML, 4.16); any other word in a tag was typed to be read."""
_CODE_OR_ADDRESS = (
    r"(?<![`\\])(?P<marks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=marks)(?!`)|<!--.*?-->"
    r"|<[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*>|<[\w.+-]+@[\w.-]+>|\]\(\s*<[^<>\n]*>"
    r"|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[^\n]*|\\<"
)
_BRACKET = re.compile(
    rf"(?P<kept>{_CODE_OR_ADDRESS})|(?P<tag>{TAG.pattern})|<(?=/?[A-Za-z](?:(?!\n[ \t]*\n)[^<>])*+(?P<closed>>)?)",
    re.DOTALL | re.MULTILINE,
)
"""What may be a tag, or is never closed; before that, what is code, a comment, an address, or has a backslash."""


def is_tag(markup: str, text: str) -> bool:
    """Whether something in brackets is a tag in a text, which is the whole of a chapter."""
    match = TAG.fullmatch(markup)
    if match is None:
        return False
    name = match["name"].lower()
    attributes = _BARE.findall(match["attributes"])
    if any(not value and attribute.lower() not in _BOOLEAN for attribute, value in attributes):
        return False
    if name in _SHOWN:
        return True
    if name in _OTHERS:
        return bool(attributes) or _has_other(markup, name, text)
    return _DRAWINGS.search(text) is not None


def not_tags(masked: str, whole: str) -> Iterator[re.Match[str]]:
    """What stands in brackets and is text: matches that begin with the bracket, and hold all of what looks like a tag.

    They are looked for in `masked`, a part of the `whole` chapter, perhaps with blanks for what must stay as it is.
    """
    return (bracket for bracket in _texts(masked, whole) if bracket["tag"] or bracket["closed"])


def _texts(masked: str, whole: str) -> Iterator[re.Match[str]]:
    """The same, and brackets that are never closed."""
    for bracket in _BRACKET.finditer(masked) if "<" in masked else ():
        if bracket["kept"] is None and not (bracket["tag"] and is_tag(bracket["tag"], whole)):
            yield bracket


def as_text(text: str, masked: str, whole: str) -> str:
    """A text with the brackets of what is no tag as references to their letters; `masked` is as long as it is.

    Parsers look for the end of one that is never closed up to the end of the text, again for each.
    """
    parts: list[str] = []
    end = 0
    for bracket in _texts(masked, whole):
        parts += [text[end : bracket.start()], "&lt;"]
        end = bracket.start() + 1
    return "".join([*parts, text[end:]])


def _has_other(markup: str, name: str, text: str) -> bool:
    """Whether a text has the tag that closes another, or opens it."""
    sought = rf"<{name}\b" if markup.startswith("</") else rf"</{name}\s*>"
    return re.search(sought, text, re.IGNORECASE) is not None
