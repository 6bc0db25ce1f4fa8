"""Manuscripts: honest ones, such that somebody wrote with care, and others."""

from random import Random

from fuzz import pictures, sheets, words
from fuzz.case import Case
from fuzz.damage import damage
from fuzz.settings import honest_settings, settings

MARKS = (
    "# ", "## ", "#", "\n\n", "\n", "    ", "\t", ":::", "::: note\n", ":::\n", "::: {.verse #x}\n", "**", "*", "_",
    "~~", "~", "^", "==",
    "`", "```", "```python\n", "~~~", "$", "$$", "\\(", "\\[", "\\", "\\\\\n", "[", "]", "](", ")", "![", "[^1]",
    "[^1]: ", "^[", "[x]: y\n",
    "<", ">", "> ", "> > ", "> [!NOTE]\n", "<!--", "-->", "<div>", "</div>", "<b", "<script>", "</script>", "<svg>",
    "<a href='javascript:x'>",
    "<table><tr>", "<details>", "<br/>", "<![CDATA[", "<?x", "&", "&amp;", "&#0;", "&#xD800;", "&#x110000;",
    "&nosuch;", "|", "| a | b |\n", "|---|",
    "---", "---\n", "***", "===\n", "- ", "* ", "+ ", "1. ", "99999999999. ", "- [ ] ", ": ", ":   ", "Table: x",
    "*[HTML]: ", "{", "}", "{#x}", "{.y}",
    "{lang=zz}", "{width=50%}", "![x](dot.png)", "![x](../../etc/passwd)", "![](drawing.svg)", "![x](missing.png)",
    "<img src=dot.png>", "[a](#x)",
    "[a](b.md)", "https://example.org/", "www.example.org", "a@b.org", "“", "”", '"', "'", "--", "...", "\u00a0",
    "\u200b", "\u202e", "\u2028", "\ufeff",
    "\u0301", "\u200d", "\x0b", "\x0c", "\x00", "\x7f", "\u0085", "\ufffe", "\U000e0041", "👩‍👩‍👧", "ا", "海", "ﷺ", "ß",
    "İ", "ſ", "{{<", ">}}", "{{#include x}}",
    "[[", "]]", "![[", "%%", "^^", "(@)", "@key", "[@key]", "\\frac{1}{", "\\begin{matrix}", "\\end{matrix}", "&&",
    "\r", "\r\n", "title: x\n", "a: &b\n",
)  # fmt: skip
"""What means something, in one kind of Markdown or another."""


def honest(chance: Random) -> Case:
    """A manuscript that must be built. One in four is printed too, which takes longest."""
    files = {"book/book.toml": honest_settings(chance).encode(), "book/dot.png": pictures.dot()}
    for number in range(1, chance.randint(1, 3) + 1):
        files[f"book/{number:02}.md"] = words.chapter(chance).encode()
    return Case(files, _build(chance), honest=True)


def hostile(chance: Random) -> Case:
    """A manuscript that nobody wrote: honest ones with damage, and marks in any order."""
    files = {"book/dot.png": pictures.dot(), "book/drawing.svg": pictures.drawing(chance)}
    files["book/book.toml"] = settings(chance)
    for number in range(1, chance.randint(1, 2) + 1):
        files[f"book/{number:02}.md"] = chance.choice((_spoilt, _marks, _repeated))(chance)
    if chance.random() < 0.1:
        files["book/styles/own.css"] = sheets.sheet(chance)
    command = ("lint", "book", "--format", "json") if chance.random() < 0.15 else _build(chance)
    return Case(files, command)


def _build(chance: Random) -> tuple[str, ...]:
    formats = chance.choice(("epub,html", "epub,html", "epub", "pdf,html"))
    return ("build", "book", "-o", "out", "--to", formats, "-j1", "--no-cache")


def _spoilt(chance: Random) -> bytes:
    """An honest chapter in which marks were put, and bytes damaged."""
    text = words.chapter(chance)
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(text))
        cut = at + chance.choice((0, 0, 0, 1, 10))
        text = text[:at] + chance.choice(MARKS) + text[cut:]
    content = text.encode(errors="surrogatepass")
    return damage(content, chance, 2) if chance.random() < 0.1 else content


def _marks(chance: Random) -> bytes:
    parts = []
    for _ in range(chance.randint(1, 80)):
        parts.append(chance.choice(MARKS) if chance.random() < 0.7 else words.words(chance, 3))
    return "".join(parts).encode(errors="surrogatepass")


def _repeated(chance: Random) -> bytes:
    """A few marks, thousands of times."""
    unit = "".join(chance.choice(MARKS) for _ in range(chance.randint(1, 3))) + chance.choice(("", "a", " a ", " "))
    return (words.words(chance) + unit * chance.choice((10, 60, 300, 2000))).encode(errors="surrogatepass")
