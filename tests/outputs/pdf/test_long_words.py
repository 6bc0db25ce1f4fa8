"""Words, code and addresses that are wider than a line: none leaves its page, and no character is added to them."""

import pypdfium2 as pdfium
import pytest
from conftest import MakeManuscript
from geometry import outside

from bookbuild.pipeline.build import build

_NAME = "Antidisestablishmentarianism" * 5
_SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ADDRESS = "https://example.org/" + "an.archive/of_everything?that=was&may=be/" * 5
_TEXT = f"""# Words

In the text {_NAME} and ({_SUM}) and `{_SUM * 3}`, and {"x" * 300} and {"schifffahrt" * 9}.

> - In a list in a quotation: {_ADDRESS}

See {_ADDRESS}, said the note.[^u]

## {_NAME}

Then `org.example.context.annotation.Configuration.Processor.Reader.of.Everything.That.Is.There`.

[^u]: {_ADDRESS} and {_SUM * 2}
"""


def _text(data: bytes) -> list[str]:
    return [line for page in pdfium.PdfDocument(data) for line in page.get_textpage().get_text_range().splitlines()]


def _pdf(make_manuscript: MakeManuscript, text: str, settings: str = "") -> bytes:
    book = f'title = "Words"\nlanguage = "en"\nkind = "book"\n{settings}'
    folder = make_manuscript({"book.toml": book, "01.md": text})
    report = build(folder, folder / "build", ["pdf"])
    return next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))


@pytest.mark.slow
@pytest.mark.parametrize("size", ["4.25x6.87in", "5.5x8.5in", "A4"])
def test_no_word_leaves_its_page(make_manuscript: MakeManuscript, size: str) -> None:
    data = _pdf(make_manuscript, _TEXT, f'[pdf]\npage-size = "{size}"\n')
    margin = 0.4 * 72 if size.startswith("4.25") else 0.625 * 72
    assert not outside(data, left=margin, right=margin)


def test_code_and_addresses_go_on_without_a_hyphen(make_manuscript: MakeManuscript) -> None:
    lines = _text(_pdf(make_manuscript, f"# A\n\nSee {_ADDRESS} and `{_ADDRESS}` and {_SUM * 3}.\n"))
    assert not [line for line in lines if line.endswith(("\u2010", "\ufffe"))]
    assert f"See{_ADDRESS}and{_ADDRESS}and{_SUM * 3}." in "".join(lines).replace(" ", "")
    assert any(line.endswith(("/", "=", "&", "_", "?")) for line in lines)


def test_a_long_word_is_hyphenated_in_a_title_too(make_manuscript: MakeManuscript) -> None:
    lines = _text(_pdf(make_manuscript, f"# A\n\nWords.\n\n## {_NAME}\n\nWords.\n"))
    first = next(line for line in lines if line.startswith(("Anti", "ANTI")) and len(line) < len(_NAME))
    assert not first[-1].isalpha()


@pytest.mark.parametrize("words", ["group of numbers", "group of many numbers", "group of a few more numbers"])
def test_a_line_before_code_is_filled(make_manuscript: MakeManuscript, words: str) -> None:
    """Whatever the width of the words before it, no first word is left alone on a line."""
    text = "Now that you see how to use it, let us use it to make a new one. The"
    starts = [text[: len(text) - cut].rsplit(" ", 1)[0] for cut in range(0, 24, 3)]
    paragraphs = "\n\n".join(f"{start} `:` operator gives you a good way to make a {words}." for start in starts)
    lines = _text(_pdf(make_manuscript, f"# Objects\n\n{paragraphs}\n"))
    assert "Now" not in [line.strip() for line in lines]
    assert sum(line.strip().startswith("Now that you") for line in lines) == len(starts)
