"""Projects that were written for other tools, whole and spoilt."""

from random import Random

from fuzz import pictures, words
from fuzz.case import Case
from fuzz.damage import damage
from fuzz.manuscripts import MARKS

_MARKS = {
    "mdbook": (
        "# Summary\n", "- [One](one.md)\n", "  - [Two](deep/two.md)\n", "- [Draft]()\n", "---\n", "# Part\n",
        "[Before](one.md)\n", "[Out](../x.md)\n",
        "{{#include one.md}}\n", "{{#include one.md:2:4}}\n", "{{#include one.md:a}}\n",
        "{{#rustdoc_include one.md}}\n", "{{#playground one.md}}\n",
        "{{#title x}}\n", "\\{{#include x}}\n", "// ANCHOR: a\n", "// ANCHOR_END: a\n",
        "{{#include ../../etc/passwd}}\n", "{{#include one.md::}}\n",
    ),
    "quarto": (
        "project:\n  type: book\n", "book:\n  title: A\n", "  chapters:\n    - index.qmd\n    - one.qmd\n",
        "    - part: P\n      chapters: [one.qmd]\n",
        "  author: [A, {name: B}]\n", "{{< include one.qmd >}}\n", "{{< pagebreak >}}\n", "{{< meta title >}}\n",
        "{{< video x >}}\n", "{{< include",
        "::: {.callout-note}\n", "::: {.callout-tip title='x'}\n", ":::: {.columns}\n", "::: {.column width='50%'}\n",
        ":::\n", "::::\n", "::: {#fig-a}\n",
        "```{python}\n#| label: fig-x\n#| echo: false\n1\n```\n", "@fig-a", "@tbl-a", "[-@sec-x]",
        "![c](dot.png){#fig-a}\n", ": c {#tbl-a}\n", "%%| x\n",
    ),
    "pandoc": (
        "---\n", "title: A\n", "author:\n- name: A\n", "abstract: |\n  x\n", "...\n", "::: {.x}\n", ":::\n",
        "::::: x :::::\n", "| a\n|   b\n", "(@)  x\n",
        "(@a) x\n", "#. one\n", "a. x\n", "i) x\n", "^[note]", "^[a ^[b]]", "\\newpage\n", "```{=latex}\nx\n```\n",
        "`x`{=html}", "[a]{.smallcaps}",
        "  a    b\n---- ----\n 1    2\n", "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n", "Table: c\n",
        "@key", "[@key, p. 3; -@b]", "{-}",
        "Term\n\n:   x\n", "H~2~O", "x^2^", "% Title\n% Author\n", "<!-- x -->", "\\begin{align}\nx\n\\end{align}\n",
        "``` {.py #x .numberLines}\nx\n```\n",
    ),
    "obsidian": (
        "[[one]]", "[[one#H|x]]", "[[#H]]", "![[one]]", "![[one#H]]", "![[dot.png]]", "![[dot.png|100x20]]",
        "![[nowhere.pdf#page=2]]", "%%x%%", "%%\n",
        "> [!tip]- x\n> y\n", "> [!x|y]+\n", "#tag #a/b ", "^block\n", "[[one#^block]]", "==x==", "- [/] x\n",
        "tags: [a]\n", "aliases:\n- b\n", "---\n",
        "```dataview\nx\n```\n", "`= this.x`", "[x:: y]", "$x$", "[[", "]]", "![[", "|",
    ),
}  # fmt: skip
"""What each tool reads."""


def foreign(chance: Random) -> Case:
    """A folder as another tool wants it, with its marks in any order."""
    tool = chance.choice(list(_MARKS))
    ending = ".qmd" if tool == "quarto" else ".md"
    files = {f"book/{name}": content for name, content in _head(tool, chance).items()}
    folder = "book/src/" if tool == "mdbook" else "book/"
    files[f"{folder}dot.png"] = pictures.dot()
    for name in ("one", "deep/two", "index"):
        text = _text(_MARKS[tool], chance).encode(errors="surrogatepass")
        files[f"{folder}{name}{ending}"] = damage(text, chance, 2) if chance.random() < 0.05 else text
    options = ("-o", "out", "--to", "epub,html", "-j1", "--no-cache")
    return Case(files, ("lint", "book") if chance.random() < 0.2 else ("build", "book", *options))


def _head(tool: str, chance: Random) -> dict[str, bytes]:
    """What tells whose project this is, in its own form or in marks of the tool."""
    title = b'title = "Foreign"\n'
    spoilt = chance.random() < 0.4
    marks = "".join(chance.choice(_MARKS[tool]) for _ in range(chance.randint(1, 10))).encode()
    if tool == "mdbook":
        summary = marks if spoilt else b"# Summary\n\n[Index](index.md)\n\n- [One](one.md)\n  - [Two](deep/two.md)\n"
        return {"book.toml": b'[book]\ntitle = "Foreign"\n', "src/SUMMARY.md": summary}
    if tool == "quarto":
        whole = b"project:\n  type: book\nbook:\n  title: Foreign\n  chapters: [index.qmd, one.qmd, deep/two.qmd]\n"
        return {"_quarto.yml": marks if spoilt else whole}
    if tool == "obsidian":
        return {"book.toml": title, ".obsidian/app.json": b"{}"}
    return {"book.toml": title}


def _text(marks: tuple[str, ...], chance: Random) -> str:
    parts = [f"# {words.words(chance, 3)}\n\n"]
    for _ in range(chance.randint(1, 30)):
        kind = chance.random()
        if kind < 0.5:
            parts.append(chance.choice(("", "", "\n", "\n\n")) + chance.choice(marks))
        elif kind < 0.6:
            parts.append(chance.choice(MARKS))
        else:
            parts.append(words.sentence(chance) + chance.choice(("\n\n", " ")))
    return "".join(parts)
