"""Style sheets of a writer's own."""

from random import Random

from fuzz.case import Case
from fuzz.damage import damage

_SELECTORS = (
    "p", "h1", "*", "body", "html", "blockquote > p", "p + p", "p ~ p", "div p", ".note", "#x", "a[href]",
    "a[href^='x']", "p::before", "p::after",
    "p:first-child", "li:nth-child(2n+1)", ":root", "p:not(.x)", "p:is(a, b)", ":where(p)", "p:has(a)", "table td",
    "::footnote-call", "p::first-line",
    "::marker", "q:lang(fr)", "p:nth-last-of-type(1)", "p..x", "[", "p >", "svg|a", "|p", ":nosuch", "::nosuch",
    "p " * 80, ":not(" * 40 + "p" + ")" * 40,
)  # fmt: skip
_NAMES = (
    "color", "background", "background-image", "font-size", "font-family", "font", "margin", "padding", "width",
    "height", "display", "position", "top",
    "float", "content", "counter-increment", "quotes", "transform", "opacity", "visibility", "clip-path", "overflow",
    "text-indent", "line-height",
    "letter-spacing", "columns", "grid-template-columns", "flex", "page", "page-break-before", "break-inside", "size",
    "bleed", "string-set", "hyphens",
    "hyphenate-limit-chars", "border", "border-radius", "box-decoration-break", "--a", "text-transform",
    "white-space", "direction", "unicode-bidi",
    "writing-mode", "orphans", "z-index", "bookmark-level", "footnote-display", "list-style", "src", "nosuch",
    "text-decoration", "max-width", "order",
)  # fmt: skip
_VALUES = (
    "0", "1", "-1", "1e9px", "1e-9em", "100%", "auto", "none", "inherit", "initial", "red", "#fff", "#ffff",
    "rgb(1 2 3 / 50%)", "currentcolor", "block",
    "flex", "grid", "absolute", "fixed", "left", "'a'", "attr(href)", "counter(a)", "url(x.png)",
    "url(http://example.org/x)", "url(data:,x)", "var(--a)",
    "var(--b, var(--a))", "calc(1px + 2em)", "calc(1 / 0)", "calc(" * 30 + "1px" + ")" * 30,
    "linear-gradient(red, blue)", "repeating-linear-gradient(red, blue 0)",
    "radial-gradient(circle at NaN, red)", "1fr 2fr", "repeat(1000, 1fr)", "hidden", "inline", "table-cell",
    "running(x)", "element(x)", "string(a)",
    "target-counter(attr(href), page)", "leader('.')", "serif", "!important", "scale(0)", "rotate(1turn)", "5 2 2",
    "footnote", "always", "A5 landscape",
    "infinity", "1e400px", "\\", "expression(1)", "rtl", "vertical-rl", "2147483648",
)  # fmt: skip
_RULES = (
    "@page", "@page :left", "@page chapter:first", "@media print", "@media (min-width: 1px)", "@media screen and",
    "@supports (a: b)", "@layer a", "@font-face",
    "@counter-style x", "@container (width > 1px)", "@keyframes k", "@nosuch", "@namespace svg url(x)",
    "@import url(x.css)", "@charset 'x'", "@color-profile x",
)  # fmt: skip
_TEXT = b"""# One

Words *and* [a link](#two).[^1]

> A quotation.
>
> \xe2\x80\x94 Ada

| a | b |
|---|---|
| 1 | 2 |

- one
- two

[^1]: A note.

# Two {#two}

More words.
"""


def sheet(chance: Random) -> bytes:
    """A style sheet of any rules."""
    rules = "\n".join(_rule(chance) for _ in range(chance.randint(1, 8))).encode()
    return damage(rules, chance, 3) if chance.random() < 0.2 else rules


def _rule(chance: Random) -> str:
    declarations = "; ".join(
        f"{chance.choice(_NAMES)}: {' '.join(chance.choice(_VALUES) for _ in range(chance.choice((1, 1, 1, 2, 4))))}"
        for _ in range(chance.randint(0, 5))
    )
    selector = ", ".join(chance.choice(_SELECTORS) for _ in range(chance.choice((1, 1, 3))))
    if chance.random() < 0.3:
        inside = f"{selector} {{ {declarations} }}" if chance.random() < 0.5 else declarations
        return f"{chance.choice(_RULES)} {{ {inside} }}" if chance.random() < 0.8 else f"{chance.choice(_RULES)};"
    return f"{selector} {{ {declarations} }}"


def sheets(chance: Random) -> Case:
    """A book with a style sheet of its own."""
    files = {"book/01.md": _TEXT, "book/book.toml": b'title = "Sheets"\n', "book/styles/own.css": sheet(chance)}
    formats = chance.choice(("epub,html", "pdf"))
    return Case(files, ("build", "book", "-o", "out", "--to", formats, "-j1", "--no-cache"))
