"""Tables, words, code, notes and pictures beyond all measure: nothing is lost, and all is where readers get to."""

import io
import zipfile
from pathlib import Path

import pytest
from browsing import ask_browser
from conftest import Built, Shelf, prose
from draw import picture
from geometry import outside

WORDS = "keeper lighthouse wrote every evening how many ships had passed and lanterns".split()
KEY = "server.connection.pool." + "_".join(["idle_timeout"] * 5) + "_milliseconds"
ADDRESS = "https://www.example.org/archive/" + "/".join(WORDS * 2) + "?query=parameter&another=one_two-three"
LETTERS = "donaudampfschifffahrtsgesellschaftskapitaen" * 7
CODE = "    return {" + ", ".join(f'"key_number_{number}": compute(value_{number})' for number in range(1, 6)) + "}"
SOLID = "0123456789abcdef" * 12
WIDTHS = (320, 375, 768)


def _table(head: list[str], *rows: list[str]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


TEXT = f"""# Columns

{_table([word.title() for word in WORDS], WORDS, WORDS[::-1], [" ".join(WORDS)] * 12)}
: Twelve columns

{_table(["Key", "Type", "Meaning"], [f"`{KEY}`", "integer", "How long a connection is kept."], [KEY, "text", ADDRESS])}
: Keys and addresses

{_table(["Word", "Sum"], [LETTERS, SOLID], ["short", "1.5"])}

# Words

Somebody wrote {LETTERS} once, and `{KEY}` or `{SOLID}`, and {ADDRESS} and <{ADDRESS}>.

> {LETTERS}
>
> — {KEY}

- {ADDRESS}

    1. {LETTERS}

        - `{KEY}`

## {LETTERS}

## `{KEY}`

# Code

```python
{CODE}
{SOLID}
```

```text {{linenos=1}}
{SOLID * 2}
```

- An item

        {CODE}

# Notes

Whoever reads this far[^address] may read on.

[^address]: {ADDRESS} and {LETTERS}

# Pictures

![A very high picture](images/high.png "High, and narrow.")

![A very wide picture](images/wide.png "Wide, and low.")

> ![A very wide picture in a quotation](images/wide.png)

![High](images/high.png "High") ![Wide](images/wide.png "Wide") ![High](images/high.png "High")

![High](images/high.png "High, at the left"){{.left}}

![Wide](images/wide.png "Wide, at the right"){{.right width=30%}}

![Wide](images/wide.png "Wider than the text"){{.wide}}

![High](images/high.png "A page of its own"){{.full-page}}

![Wide](images/wide.png "Off the page"){{.bleed}}
"""


NOTE = f"# Notes\n\nWhoever reads this far[^long] may read on.\n\n[^long]: {prose(7, 2000)}\n"


def _write(folder: Path, text: str) -> Path:
    book = folder / "book"
    (book / "images").mkdir(parents=True)
    (book / "images" / "high.png").write_bytes(picture(200, 1600))
    (book / "images" / "wide.png").write_bytes(picture(1600, 200, "waves"))
    (book / "book.toml").write_text('title = "Beyond"\nlanguage = "en"\nkind = "book"\nsplit = 1\n', encoding="utf-8")
    (book / "01.md").write_text(text, encoding="utf-8")
    return book


BOOKS = {"hostile": TEXT, "hostile-note": NOTE}


@pytest.fixture(scope="session", params=BOOKS)
def hostile(shelf: Shelf, request: pytest.FixtureRequest) -> Built:
    """A book, built; that nothing of it is lost is proven by that."""
    return shelf.built(request.param, lambda folder: _write(folder, BOOKS[request.param]))


def test_it_is_what_it_says() -> None:
    assert len(WORDS) == 12
    assert len(KEY) >= 100
    assert len(ADDRESS) >= 200
    assert len(LETTERS) >= 300
    assert min(len(CODE), len(SOLID)) >= 180


@pytest.mark.slow
def test_no_letter_leaves_its_page(hostile: Built) -> None:
    assert outside(hostile.artifact(".pdf").data, left=0.3 * 72, right=0.3 * 72, top=0.3 * 72, bottom=0.3 * 72) == []


@pytest.mark.slow
def test_every_word_is_within_reach_on_narrow_screens(hostile: Built, tmp_path: Path) -> None:
    assert unreached(_opened(hostile, tmp_path)) == []


def _opened(built: Built, folder: Path) -> list[Path]:
    """The HTML file, and the documents of the EPUB."""
    page = folder / "book.html"
    page.write_bytes(built.artifact(".html").data)
    with zipfile.ZipFile(io.BytesIO(built.artifact(".epub").data)) as archive:
        archive.extractall(folder)
    return [page, *sorted((folder / "EPUB").rglob("*.xhtml"))]


def unreached(files: list[Path]) -> list[tuple[str, int, str]]:
    """What a reader cannot get to see on some screens: the file, the width and what it is."""
    seen = ask_browser("narrow.mjs", ",".join(map(str, WIDTHS)), *files)
    return [(Path(name).name, width, fault) for name, width, fault in seen]
