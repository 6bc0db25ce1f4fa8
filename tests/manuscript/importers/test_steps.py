"""Each habit of another tool, line by line: what it becomes, and where its lines say they were typed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bookbuild.manuscript.importers.common.callouts import callouts, opening
from bookbuild.manuscript.importers.common.containers import containers
from bookbuild.manuscript.importers.common.footnotes import inline_notes
from bookbuild.manuscript.importers.common.links import anchors, to_files
from bookbuild.manuscript.importers.lines import RunKind, Step, numbered, runs, source
from bookbuild.manuscript.importers.mdbook.code import plain_code
from bookbuild.manuscript.importers.obsidian.wiki import comments, highlights, is_in_vault, maybe_comments, tags
from bookbuild.manuscript.importers.pandoc.attributes import parse, written
from bookbuild.manuscript.importers.pandoc.citations import citations
from bookbuild.manuscript.importers.pandoc.divs import divs
from bookbuild.manuscript.importers.pandoc.figures import figures
from bookbuild.manuscript.importers.pandoc.lineblocks import line_blocks
from bookbuild.manuscript.importers.pandoc.lists import example_lists, hash_lists
from bookbuild.manuscript.importers.pandoc.raw import raw_blocks, tex_commands
from bookbuild.manuscript.importers.pandoc.tables import captions, drawn_tables
from bookbuild.manuscript.importers.quarto.cells import attributed_code, plain_cells
from bookbuild.manuscript.importers.quarto.shortcodes import shortcodes
from bookbuild.problems import Location, Severity
from bookbuild.settings.schema import ChapterSettings


def after(step: Step, text: str) -> str:
    return "\n".join(line.text for line in step(numbered(text, "a.md"))[0])


def codes(step: Step, text: str) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.location.line) for problem in step(numbered(text, "a.md"))[1]]


def typed_on(step: Step, text: str) -> list[int | None]:
    return [line.place.line for line in step(numbered(text, "a.md"))[0]]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a\n```\nb\n```\nc", [RunKind.PROSE, RunKind.FENCED, RunKind.PROSE]),
        ("~~~\n```\n~~~", [RunKind.FENCED]),
        ("```\nnever closed", [RunKind.OTHER]),
        ("``` a`b", [RunKind.PROSE]),
        ("> ```\n> x\n> ```", [RunKind.FENCED]),
        ("<!-- a\n\nb -->\nc", [RunKind.OTHER, RunKind.PROSE]),
        ("a\n\n    code\n\nb", [RunKind.PROSE, RunKind.OTHER, RunKind.PROSE]),
        ("- a\n\n    still the item", [RunKind.PROSE]),
        ("- a\n\n      code in the item", [RunKind.PROSE, RunKind.OTHER]),
        ("a. pandoc's item\n\n    still the item", [RunKind.PROSE]),
        ("1. ```\n   b\n   ```\n2. c", [RunKind.FENCED, RunKind.PROSE]),
        ("a\n    lazy", [RunKind.PROSE]),
    ],
)
def test_code_and_comments_are_told_from_prose(text: str, kinds: Sequence[RunKind]) -> None:
    assert [run.kind for run in runs(numbered(text, "a.md"))] == kinds


def test_a_source_tells_where_its_lines_were_typed() -> None:
    lines = numbered("a\nb", "a.md", 3)
    made = source("a.md", [lines[0], lines[0], lines[1]], ChapterSettings())
    assert [made.location(index, 2, 1).line for index in range(4)] == [3, 3, 4, 4]
    assert made.location(2, 2, 1) == Location("a.md", 4)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("#a .b .c", "{#a .b .c}"),
        ("-", "{.unnumbered}"),
        ('width="50%" fig-align=center', "{width=50%}"),
        ('title="A \\"B\\" C" lang=fr', "{title='A \"B\" C' lang=fr}"),
        ("nonsense", ""),
    ],
)
def test_attributes(typed: str, kept: str) -> None:
    assert written(parse(typed)) == kept


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("> [!NOTE]\n> a\n> b", "::: note\na\nb\n:::"),
        ("> [!note]- Mine\n> a", '::: {.note title="Mine"}\na\n:::'),
        ("> [!bug]\n> a", '::: {.caution title="Bug"}\na\n:::'),
        ("> a\n> > [!TIP]\n> > b", "> a\n> ::: tip\n> b\n> :::"),
        ("> [!NOTE]\n> ```\n> x\n> ```\n> y", "::: note\n```\nx\n```\ny\n:::"),
        ("> [!IMPORTANT]\n> a\n>\n> > [!NOTE]\n> > b", "::: important\na\n\n::: note\nb\n:::\n:::"),
        ("> [!quote]\n> a", "> [!quote]\n> a"),
        ("```\n> [!NOTE]\n```", "```\n> [!NOTE]\n```"),
    ],
)
def test_callouts(text: str, becomes: str) -> None:
    assert after(callouts, text) == becomes


def test_a_title_with_quotation_marks() -> None:
    assert opening("note", 'The "x"') == "::: {.note title='The \"x\"'}"
    assert opening("note", "The \"x\" and 'y'") == "::: {.note title=\"The ”x” and 'y'\"}"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("```rust,ignore\nx\n```", "```rust\nx\n```"),
        ("```rust\n# hidden\n#\n## shown\n#[x]\n    # also hidden\n```", "```rust\n# shown\n#[x]\n```"),
        ("```sh\n# a comment\n```", "```sh\n# a comment\n```"),
        ("```python,hidelines=!!!\n!!!x\ny\n```", "```python\ny\n```"),
        ("```java\n/x\ny\n```", "```java\ny\n```"),
        ("~~~admonish warning title='Look'\na\n~~~", '::: {.warning title="Look"}\na\n:::'),
        ("```admonish example\na\n```", '::: {.note title="Example"}\na\n:::'),
        ('```admonish tip "Old way"\na\n```', '::: {.tip title="Old way"}\na\n:::'),
        ("```admonish\na\n```", "::: note\na\n:::"),
    ],
)
def test_code_blocks_of_mdbook(text: str, becomes: str) -> None:
    assert after(lambda lines: plain_code(lines, {"java": "/"}), text) == becomes


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ('<div class="a b" id="c">\n\nx\n\n</div>', "::: {.a .b #c}\n\nx\n\n:::"),
        ("<div>\nraw\n</div>", "<div>\nraw\n</div>"),
        ("<details>\n<summary>See <b>x</b></summary>\n\ny\n</details>", "::: {.details}\n**See x**\n\n\ny\n:::"),
        ("<details>\n\ny </details>", "::: {.details}\n\ny \n:::"),
        ("- a\n\n    <div>\n\n  x\n    </div>", "- a\n\n  ::: {.block}\n\n  x\n  :::"),
        ("<div>\n\nnever closed", "<div>\n\nnever closed"),
        ('<hr style="x"/>', "***"),
        ('See <a href="a.md#b">this</a>.', "See [this](a.md#b)."),
        ('<a href="a.md" class="x">this</a>', '<a href="a.md" class="x">this</a>'),
    ],
)
def test_html_around_markdown(text: str, becomes: str) -> None:
    assert after(lambda lines: containers(lines, pandoc=False), text) == becomes


def test_for_pandoc_html_needs_no_empty_line() -> None:
    assert after(lambda lines: containers(lines, pandoc=True), "<div>\nx\n</div>") == "::: {.block}\nx\n:::"


@pytest.mark.parametrize(
    ("target", "becomes"),
    [
        ("b.html", "b.md"),
        ("b.html#c", "b.md#c"),
        ("../b/index.html", "../b/README.md"),
        ("../b/", "../b/README.md"),
        ("../b", "../b/README.md"),
        ("/b/c%20d.html", "../b/c%20d.md"),
        ("<b.html>", "b.md"),
        ("b.md", "b.md"),
        ("elsewhere.html", "elsewhere.html"),
        ("https://example.org/b.html", "https://example.org/b.html"),
        ("#b", "#b"),
    ],
)
def test_links_lead_to_files(target: str, becomes: str) -> None:
    files = {"src/a/b.md", "src/b/README.md", "src/b/c d.md"}

    def step(text: str) -> str:
        return after(lambda lines: to_files(lines, "src/a/x.md", files, "src"), text)

    assert step(f"[x]({target}) `[x]({target})`") == f"[x]({becomes}) `[x]({target})`"
    if "<" not in target:
        assert step(f"[x]: {target}") == f"[x]: {becomes}"


def test_old_anchors() -> None:
    assert after(anchors, '<a name="x"></a>') == '<a id="x"></a>'


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("::: {.callout-note}\nx\n:::", "::: note\nx\n:::"),
        ('::: {.callout-tip title="T" #nte-a collapse=true}\nx\n:::', '::: {.tip #nte-a title="T"}\nx\n:::'),
        ("::: callout-important\n\n## T {.x}\nx\n:::", '::: {.important title="T"}\n\n\nx\n:::'),
        (":::{.a}:::\nx\n:::::", "::: {.a}\nx\n:::"),
        ("::: {#refs}\n:::", "::: {#refs .block}\n:::"),
        ("::: panel-tabset\n:::", "::: {.panel-tabset}\n:::"),
        ('::: {.content-visible when-format="html"}\nx\n:::', "::: {.content-visible}\nx\n:::"),
        ('::: {.content-visible unless-format="html"}\n::: {.x}\n:::\nx\n:::\ny', "\n\n\n\n\ny"),
        ('::: {.content-hidden when-format="epub"}\nx\n:::', "\n\n"),
    ],
)
def test_divs(text: str, becomes: str) -> None:
    assert after(divs, text) == becomes


def test_what_is_hidden_is_said() -> None:
    assert codes(divs, 'a\n\n::: {.content-visible when-format="pdf"}\nx\n:::') == [("BB380", 3)]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("![A *b*](x.png)", "![A b](x.png)\n: A *b*"),
        ('![A](x.png){#fig-a fig-alt="B [c]" width=50%}', "![B \\[c\\]](x.png){#fig-a width=50%}\n: A"),
        ("![A [b](c) d\ne](x.png)", "![A b d e](x.png)\n: A [b](c) d e"),
        ('![](x.png){alt="B"}', "![B](x.png)"),
        ('In ![a](x.png){fig-alt="B" fig-align=left} text', "In ![B](x.png) text"),
        ("![A](x.png) and more", "![A](x.png) and more"),
        ("[![A](x.png)](y)", "[![A](x.png)](y)"),
    ],
)
def test_figures(text: str, becomes: str) -> None:
    assert after(figures, text) == becomes


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("| a\n|   b\n|\n| c\n  d", "::: verse\na\n  b\n\nc d\n:::"),
        ("| - a\n| 1. b", "::: verse\n\\- a\n1\\. b\n:::"),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("| a | b\n| --- | ---\n| c | d", "| a | b\n| --- | ---\n| c | d"),
        ("text\n| not a block", "text\n| not a block"),
    ],
)
def test_line_blocks(text: str, becomes: str) -> None:
    assert after(line_blocks, text) == becomes


def test_example_lists_number_through_the_text() -> None:
    text = "(@) a\n(@b) b\n\nAs (@b) and `@b` and x@b.org say\n\n(@) c"
    assert after(example_lists, text) == "1. a\n2. b\n\nAs (2) and `@b` and x@b.org say\n\n3. c"


def test_hash_lists_begin_anew_after_a_paragraph() -> None:
    assert after(hash_lists, "#. a\n#. b\n\nText\n\n#. c") == "1. a\n2. b\n\nText\n\n1. c"


def test_inline_notes() -> None:
    text = "a^[n `]` [l](x)] b\n\nc^[two\nlines] d\ne"
    assert after(inline_notes, text) == (
        "a[^inline-1] b\n\nc[^inline-2] d\ne\n\n[^inline-1]: n `]` [l](x)\n\n[^inline-2]: two lines"
    )
    assert typed_on(inline_notes, text) == [1, 2, 3, 5, 1, 1, 3, 3]


@pytest.mark.parametrize("text", ["`^[x]`", "\\^[x]", "^[never closed", "```\n^[x]\n```"])
def test_what_is_no_inline_note(text: str) -> None:
    assert after(inline_notes, text) == text


def test_raw_blocks() -> None:
    text = "```{=latex}\n\\x\n```\n\n```{=html}\n<b>x</b>\n```"
    assert after(raw_blocks, text) == "\n\n\n\n\n<b>x</b>\n"
    assert codes(raw_blocks, text) == [("BB375", 1)]


def test_tex_commands() -> None:
    text = "\\newpage\n\\vspace{1cm}\n\\begin{x}\n\\textbf{y}\n$$\n\\begin{aligned}\n$$"
    assert after(tex_commands, text) == "\n\n\\begin{x}\n\\textbf{y}\n$$\n\\begin{aligned}\n$$"
    assert codes(tex_commands, text) == [("BB375", 1), ("BB375", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+",
        "  a    b\n---  ---\n  1    2",
        "---  ---\n  1    2\n---  ---",
        "-------------\n a     b\n---- -------\n 1     2\n\n 3     4\n-------------",
    ],
)
def test_drawn_tables_are_shown_as_drawn(text: str) -> None:
    assert after(drawn_tables, f"x\n\n{text}\n\ny") == f"x\n\n```\n{text}\n```\n\ny"
    assert codes(drawn_tables, f"x\n\n{text}\n\ny") == [("BB374", 3)]


@pytest.mark.parametrize("text", ["Title\n-----\n\nx", "x\n\n--- ---\n\ny", "a | b\n--|--\n1 | 2", "+ a\n+ b"])
def test_what_is_no_drawn_table(text: str) -> None:
    assert after(drawn_tables, text) == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a | b\n--|--\n1 | 2\n\nTable: X", "a | b\n--|--\n1 | 2\n\n: X"),
        ("Table: X\n\na | b\n--|--\n1 | 2\n\ny", "a | b\n--|--\n1 | 2\n\n: X\n\ny"),
        ("Table: X\n\ny", "Table: X\n\ny"),
        ("Term\n\n: Definition", "Term\n\n: Definition"),
    ],
)
def test_captions_of_tables(text: str, becomes: str) -> None:
    assert after(captions, text) == becomes


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("```{python}\n#| label: x\n#|   - more\ny\n```", "```python\ny\n```"),
        ("```{r}\n#| echo: false\ny\n```", "\n\n\n"),
        ("```{r x, include=FALSE}\ny\n```", "\n\n"),
        ("```{{r}}\ny\n```", "```r\ny\n```"),
        ("```{.r}\ny\n```", "```{.r}\ny\n```"),
        ("```{=html}\ny\n```", "```{=html}\ny\n```"),
    ],
)
def test_cells(text: str, becomes: str) -> None:
    assert after(lambda lines: plain_cells(lines, echo=True)[0], text) == becomes


def test_cells_that_are_not_run_are_said_once() -> None:
    lines = numbered("```{r}\n#| label: fig-x\ny\n```\n\n```{r}\n#| eval: false\ny\n```\n\nSo `r x` is.", "a.qmd")
    (_, problems), labels = plain_cells(lines, echo=True)
    assert [(problem.code, problem.location.line) for problem in problems] == [("BB370", 1), ("BB370", 11)]
    assert labels == {"fig-x"}


def test_code_with_attributes() -> None:
    text = '```{#lst-a .python lst-cap="A" filename="a.py"}\nx\n```'
    assert after(attributed_code, text) == "Listing: A {#lst-a}\n\n**a.py**\n\n```python\nx\n```"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [@a; @b, p. 3] and [-@c].", ["[@a; @b, p. 3]", "[-@c]"]),
        ("[me@example.org](mailto:me@example.org)", []),
        ("@fig-x is a figure, `@y` is code", []),
        ("\\[@a]", []),
    ],
)
def test_citations(text: str, found: list[str]) -> None:
    problems = citations(numbered(text, "a.md"), bare=False)
    assert [what in problem.message for problem in problems for what in found] == [True] * len(found)
    assert bool(problems) == bool(found)


def test_bare_citations_are_those_of_pandoc_alone() -> None:
    lines = numbered("As @smith says to a@b.org.", "a.md")
    assert citations(lines, bare=False) == []
    (problem,) = citations(lines, bare=True)
    assert "@smith stays" in problem.message


def test_shortcodes() -> None:
    text = "{{< video x >}}\n{{{< y >}}}\n`{{< z >}}`"
    assert after(shortcodes, text) == "{{< video x >}}\n{{< y >}}\n`{{< z >}}`"
    assert codes(shortcodes, text) == [("BB371", 1)]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a ==b *c*== d", "a <mark>b *c*</mark> d"),
        ("a == b == c", "a == b == c"),
        ("if a==b and c==d", "if a==b and c==d"),
        ("`==a==`", "`==a==`"),
    ],
)
def test_highlights(text: str, becomes: str) -> None:
    assert after(highlights, text) == becomes


@pytest.mark.parametrize(
    ("text", "becomes", "found"),
    [
        ("a %%b%% c", "a  c", [("BB378", 1)]),
        ("a\n%%\nb\n%%\nc", "a\n\n\n\nc", [("BB378", 2)]),
        ("50%% or `%%x%%`", "50%% or `%%x%%`", []),
        ("%% never closed", "%% never closed", []),
    ],
)
def test_comments(text: str, becomes: str, found: list[tuple[str, int]]) -> None:
    assert after(comments, text) == becomes
    assert codes(comments, text) == found


def test_outside_obsidian_nobody_can_tell_a_remark_from_text() -> None:
    """A pair over several paragraphs would take away all between them."""
    text = "One.\n\n%% (Image: own work)\n\nWords.\n\n%% (Image: archive)\n\nTwo."
    (problem,) = maybe_comments(numbered(text, "a.md"))
    assert (problem.code, problem.severity, problem.location.line) == ("BB378", Severity.ERROR, 3)
    assert maybe_comments(numbered(text.replace("%%", r"\%%"), "a.md")) == []


def test_folders_inside_that_of_obsidian_are_in_its_vault(tmp_path: Path) -> None:
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    (tmp_path / "vault" / "book").mkdir()
    assert is_in_vault(tmp_path / "vault")
    assert is_in_vault(tmp_path / "vault" / "book")
    assert not is_in_vault(tmp_path)


def test_tags() -> None:
    (problem,) = tags(numbered("# Heading\n\n#one #two/three\n\nNot #this one\n\n#1", "a.md"))
    assert (problem.code, problem.location.line) == ("BB379", 3)
