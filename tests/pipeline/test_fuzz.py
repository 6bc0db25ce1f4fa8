"""Random manuscripts made of nasty fragments: each becomes a well-formed EPUB or is refused in good order."""

import io
import random
import zipfile
from pathlib import Path

import lxml.etree
import pytest

from bookbuild import BookError, load, read
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.problems import errors

SEEDS = 200
PER_TEST = 20
LONGEST = 2000

WORDS = r"""
# ## ###### > >> >>>>>>>> - * + 1. 1986. 1) --- *** === ::: :::: ``` ~~~ | || : [ ] ( ) ![ ]( [^ ]: < > & \ { }
* ** _ __ *** ` `` ~~ ^ ' " “ ” ‘ ’ – — … <!-- --> <![CDATA[ ]]> <? ?> </ /> &amp; &lt; &bogus; &nbsp;
&#0; &#1; &#xD800; &#x110000; &#xFFFE; {#id} {.c} {#1} {: .x } {lang=fr} {#id id=id} [x][y] [y]: [^n] [^n]: [^ü]
<b> </b> <i <a href=> <td> </table> <table> <p> <div> </div> <svg> <math> <br> <hr/> <sigh> <x:y> <h1> </h6>
العربية עברית 漢字仮名 한국어 ไทย हिन्दी ελληνικά кириллица é é ß ﬁ 👩‍🚀 🇫🇷
""".split()

FRAGMENTS = (
    *WORDS,
    *"\u200b \u200f \u202e \ufeff \u00ad \u2028 \U0010fffd".split(" "),
    "\n",
    "\n\n",
    "\n\n\n",
    "  \n",
    "\t",
    "    ",
    "\n    code\n",
    "\r\n",
    "\x00",
    "\x1b",
    "\ue000",
    "\x02stx\x03",
    "# Title\n\n",
    "# Title {#t}\n\n",
    "## Title {#t}\n\n",
    "Underlined\n=====\n\n",
    "Underlined\n---\n\n",
    "---\ntitle: x\n---\n",
    "---\nnot closed\n",
    "> a\n> b\n>\n> — someone\n\n",
    ">> a\n> - b\n>   > c\n\n",
    "> " * 30 + "deep\n\n",
    "> " * 60 + "too deep\n\n",
    "- " * 20 + "deep\n\n",
    "- a\n    - b\n        1. c\n\n                code?\n",
    "[^n]: a note\n\n    its second paragraph\n\n",
    "[^m]: refers to itself[^m]\n\n",
    "text[^n] text[^m] text[^n]\n\n",
    "[^n]",
    "::: author-note\nAda\n:::\n\n",
    "::: author-note\n",
    "::: {.author-note #id lang=fr}\n> x\n:::\n",
    "::: bogus\n",
    "::: verse\n  a\n    b *c\nd*\n\n— e\n:::\n",
    "::: {.tip title='x}\n- a\n:::\n",
    "::: epigraph\n> x\n\ny\n:::\n",
    "::: pull-quote\n",
    "- a\n\n  ::: aside\n",
    ":::\n",
    "term\n: meaning\n",
    ": caption\n\n",
    "- [ ] task\n- [x]\n",
    "*[abc]: letters\n",
    "[a *b]{lang=fr} c*]{.d}",
    "~a~ ^b^ ~ ^ ~~c~",
    "::: {\n",
    "> ::: author-note\n> x\n> :::\n",
    "| a | b |\n| - | :-: |\n| c | d | e |\n| f\n\n",
    "| a |\n|---|\n",
    "```python\nx = '<&>'\n```\n\n",
    "~~~ {.x #y}\n</pre>\n~~~\n",
    "`` ` ``",
    "[link](#t) [link](02.md#x) [link](<a b> 'c') <https://localhost/?a=b&c> <a@b.example>\n\n",
    "[ref]\n\n[ref]: https://localhost/ 'title'\n\n",
    "![](x.png) ![a](y.png){.decorative width=50%}\n: caption\n\n",
    "![a](http://localhost/x.png)",
    "<div markdown='1'>\n\n# x\n\n</div>\n",
    "<script>alert('</p>')</script>",
    "<style>p { color: red }</style>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:x' id='t' title='&quot;'>x</a>",
    "<p id='a b' class='\"' lang='&amp;'>x</p>",
    "<table><tr><td>x</table>",
    "<ruby>漢<rt>kan</ruby>",
    "<section class='author-note'>x</section>",
    "<sup><a class='noteref' href='#x'>1</a></sup>",
    "<div class='footnote'><ol><li id='fn:n'>x</li></ol></div>",
    "<aside id='c' role='doc-footnote' epub:type='footnote' xml:lang='x'>x</aside>",
    "word " * 50,
    "x" * 300,
)


def manuscript(seed: int) -> dict[str, bytes]:
    """One to three files, some of them with settings, each below `LONGEST` bytes."""
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for number in range(chance.choice((1, 1, 1, 2, 3))):
        text = "".join(
            chance.choice(FRAGMENTS) + chance.choice(("", " ", "\n", "\n\n", "word"))
            for _ in range(chance.randint(1, 40))
        )
        if chance.random() < 0.9:  # most go further than the first check for control characters
            text = "".join(letter for letter in text if letter >= " " or letter in "\t\r\n")
        files[f"{number}.md"] = text.encode()[:LONGEST].decode(errors="ignore").encode()
    if len(files) > 1 or chance.random() < 0.5:
        files["book.toml"] = b'title = "T"\n' + chance.choice((b"", b"split = 2\n", b'lang = "ar"\n', b"split = 0\n"))
    else:
        files["0.md"] = b"---\ntitle: T\n---\n\n" + files["0.md"]
    return files


def write(seed: int, folder: Path) -> Path:
    folder.mkdir()
    for name, data in manuscript(seed).items():
        (folder / name).write_bytes(data)
    return folder


def make(folder: Path) -> bytes | None:
    """The EPUB of a manuscript; None where it is refused for more than a missing picture."""
    try:
        book = read(load(folder))
    except BookError:
        return None
    for problem in book.problems:
        assert problem.message
        assert problem.location.line is None or problem.location.line >= 1
    if any(problem.code != "BB401" for problem in errors(book.problems)):
        return None
    artifact = epub.render(book, Context("t"))
    return artifact.data


def check_well_formed(data: bytes) -> None:
    """Every document in an archive is XML, with no id given twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        for name in names:
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                tree = lxml.etree.fromstring(archive.read(name), lxml.etree.XMLParser(resolve_entities=False))
                ids = tree.xpath("//@id")
                assert isinstance(ids, list)
                assert len(ids) == len(set(ids)), f"an id stands twice in {name}"


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_a_random_manuscript_becomes_well_formed_or_is_refused(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + PER_TEST):
        try:
            data = make(write(seed, tmp_path / str(seed)))
            if data is not None:
                check_well_formed(data)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {manuscript(seed)!r}") from error


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_single_fragment_becomes_well_formed_or_is_refused(fragment: str, tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('title = "T"\n', encoding="utf-8")
    (tmp_path / "0.md").write_text(f"before {fragment} after\n\n{fragment}\n", encoding="utf-8")
    data = make(tmp_path)
    if data is not None:
        check_well_formed(data)


def test_enough_of_the_random_manuscripts_become_books(tmp_path: Path) -> None:
    """Else the fuzz would only test refusals."""
    made = [make(write(seed, tmp_path / str(seed))) is not None for seed in range(60)]
    assert sum(made) >= 6
