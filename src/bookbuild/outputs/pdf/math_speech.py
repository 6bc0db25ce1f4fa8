"""MathML → a line of text that a screen reader can say in whatever language it speaks.

Not TeX, whose commands would be spelt out, and not words, which would have to be in the language of the book: the
signs of mathematics in Unicode, each of which a screen reader knows by name, with brackets where the drawing shows by
place what belongs together.
"""

import re
import unicodedata
from collections.abc import Callable

from lxml.html import HtmlElement

_RAISED = str.maketrans("0123456789−-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻ⁿ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RELATIONS = frozenset("=≠<>≤≥≪≫≈≡∼≅→←↔⇒⇐⇔↦∈∉∋⊂⊃⊆⊇")
_SPACED = _RELATIONS | frozenset("+−-±∓×÷·⋅∧∨∩∪∣")
_SIGNS = frozenset("+−-±∓")
"""Before what they belong to where nothing stands before them."""
_UNSAID = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_PRIMES = frozenset("′″‴*∗†")
_BRACES = frozenset("⏞⏟_‾¯̲̅―")
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "→": "\u20d7", "˙": "\u0307"}
"""Marks over a letter, and the characters that put them there."""
_LOOSE = re.compile(r"(?<=[(\[{|]) | (?=[)\]}|,;])")


def spoken(formula: HtmlElement) -> str:
    """What is said of a formula, given as MathML."""
    return _tight(_row(formula))


def _tight(speech: str) -> str:
    return _LOOSE.sub("", " ".join(speech.split()))


def _say(element: HtmlElement) -> str:
    if rule := _RULES.get(str(element.tag)):
        return rule(element)
    if len(element):
        return _row(element)
    text = unicodedata.normalize("NFKC", element.text or "").translate(_UNSAID)
    if element.tag == "mo" and text in _SPACED:
        return f" {text} "
    return f"{text} " if element.tag == "mo" and text in (",", ";") else text


def _row(element: HtmlElement) -> str:
    speech = ""
    for kid in element:
        words = _say(kid)
        if words.strip() in _SIGNS and (not speech.strip() or speech.rstrip()[-1] in _SPACED | frozenset("([{,;")):
            words = words.strip()
        speech += f" {words}" if _runs_on(speech, words) else words
    return speech


def _runs_on(speech: str, words: str) -> bool:
    """Whether two names, such as sin and x, would be read as one."""
    if not words[:1].isalnum() or not speech:
        return False
    before = unicodedata.normalize("NFKD", speech[-1])
    return before.isalpha() or bool(unicodedata.combining(speech[-1])) or (before.isdecimal() and before != speech[-1])


def _held(element: HtmlElement) -> str:
    """A part that others refer to as one: in brackets, unless it is a single name or number."""
    speech = _tight(_say(element))
    return speech if speech.isalnum() or len(speech) == 1 else f"({speech})"


def _fraction(element: HtmlElement) -> str:
    above, below = (_held(kid) for kid in element)
    return f"{above} {below}" if element.get("linethickness", "").startswith("0") else f"{above}/{below}"


def _raised(base: str, script: HtmlElement) -> str:
    speech = "".join(_say(script).split())
    if speech and _PRIMES.issuperset(speech):
        return base + speech
    return base + (speech.translate(_RAISED) if _is_in(speech, _RAISED) else f"^{_held(script)} ")


def _lowered(base: str, script: HtmlElement) -> str:
    speech = "".join(_say(script).split())
    return base + (speech.translate(_LOWERED) if _is_in(speech, _LOWERED) else f"_{_held(script)} ")


def _is_in(speech: str, table: dict[int, int]) -> bool:
    return bool(speech) and all(ord(letter) in table for letter in speech)


def _over(element: HtmlElement) -> str:
    base, mark = element
    words, sign = _say(base), "".join(_say(mark).split())
    accent = sign if len(sign) == 1 and unicodedata.combining(sign) else _ACCENTS.get(sign)
    if accent and len(words) == 1:
        return unicodedata.normalize("NFC", words + accent)
    return _held(base) if accent or sign in _BRACES else _raised(words, mark)


def _under(element: HtmlElement) -> str:
    base, mark = element
    return _held(base) if "".join(_say(mark).split()) in _BRACES else _lowered(_say(base), mark) + " "


def _root(element: HtmlElement) -> str:
    base, index = element
    sign = {"2": "√", "3": "∛", "4": "∜"}.get(_say(index).strip())
    return f"{sign or _held(index) + '√'}{_held(base)}"


def _square_root(element: HtmlElement) -> str:
    speech = _tight(_row(element))
    return f"√{speech}" if speech.isalnum() else f"√({speech})"


def _both(element: HtmlElement) -> str:
    base, below, above = element
    return _raised(_lowered(_say(base), below).rstrip(), above) + " "


def _table(element: HtmlElement) -> str:
    """Cells and rows are told by comma and semicolon, but for those that are lined up at their equals signs."""
    rows = ""
    for row in element:
        line = ""
        for cell in map(_tight, map(_say, row)):
            line += f" {cell}" if cell[:1] in _RELATIONS or not line or not cell else f", {cell}"
        rows += f"; {line}" if rows else line
    return rows


_RULES: dict[str, Callable[[HtmlElement], str]] = {
    "mfrac": _fraction,
    "msqrt": _square_root,
    "mroot": _root,
    "msup": lambda element: _raised(_say(element[0]), element[1]),
    "msub": lambda element: _lowered(_say(element[0]), element[1]),
    "munder": _under,
    "mover": _over,
    "msubsup": _both,
    "munderover": _both,
    "mtable": _table,
    "mspace": lambda element: " ",
    "semantics": lambda element: _say(element[0]),
}
