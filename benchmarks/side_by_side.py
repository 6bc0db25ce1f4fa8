"""The same chapters as pages of bookbuild, Typst and LaTeX, side by side.

    pip install --target /tmp/peers typst pypandoc-binary
    apt-get install texlive-xetex texlive-latex-recommended texlive-fonts-recommended
    PYTHONPATH=/tmp/peers python benchmarks/side_by_side.py docs/pictures

Writes `manual-peers.webp` and `textbook-peers.webp`: a row for each program, with the pages on which the same things
stand. Typst and LaTeX are given the Markdown as pandoc reads it, in their usual designs, and only the size of the page.
"""

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

BOOKS = Path(__file__).parent.parent / "tests" / "books"
_HEIGHT = 640
"""Of a page, in pixels."""
_GAP = 14
_READ = "markdown+east_asian_line_breaks+mark"


@dataclass(frozen=True)
class Sample:
    """A book, how its pages are set, and words that stand on the pages to be shown."""

    kind: str
    theme: str
    size: str
    width: str
    height: str
    words: tuple[str, ...]


SAMPLES = (
    Sample("manual", "modern", "A5", "148mm", "210mm", ("Close the bus", "altitude", "F31")),
    Sample("textbook", "classic", "6x9in", "6in", "9in", ("Hang a weight", "From the table", "def period")),
)


def bookbuild(sample: Sample, folder: Path) -> Path:
    """Our own pages."""
    book = folder / "book"
    shutil.copytree(BOOKS / sample.kind, book)
    with (book / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[style]\ntheme = "{sample.theme}"\n\n[pdf]\npage-size = "{sample.size}"\n')
    command = [sys.executable, "-m", "bookbuild", "build", str(book), "-q", "--to", "pdf", "-o", str(folder / "out")]
    subprocess.run(command, check=True)
    return next((folder / "out").glob("*.pdf"))


def typst(sample: Sample, folder: Path) -> Path:
    """Pandoc's Markdown as Typst's pages."""
    source = _pandoc(sample, folder / "book.typ", ["--variable", "papersize=a5"])
    text = source.read_text(encoding="utf-8")
    sized = f"#show: body => {{ set page(width: {sample.width}, height: {sample.height}, margin: 0.75in); body }}\n"
    place = text.index("#show: doc => conf(")
    end = text.index("doc,\n)", place) + len("doc,\n)")
    source.write_text(f"{text[:end]}\n{sized}{text[end:]}", encoding="utf-8")
    compiler: Any = importlib.import_module("typst")
    path = folder / "typst.pdf"
    compiler.compile(str(source), output=str(path), root=str(folder))
    return path


def latex(sample: Sample, folder: Path) -> Path:
    """Pandoc's Markdown as the pages of XeLaTeX."""
    geometry = f"geometry=paperwidth={sample.width},paperheight={sample.height},margin=0.75in"
    options = ["--pdf-engine=xelatex", "--top-level-division=chapter", "--variable", "documentclass=book"]
    return _pandoc(
        sample, folder / "latex.pdf", [*options, "--variable", "classoption=oneside", "--variable", geometry]
    )


def _pandoc(sample: Sample, output: Path, options: Sequence[str]) -> Path:
    pypandoc: Any = importlib.import_module("pypandoc")
    shutil.copytree(BOOKS / sample.kind, output.parent, dirs_exist_ok=True)
    chapters = [path.name for path in sorted(output.parent.glob("0*.md"))]
    command = [
        pypandoc.get_pandoc_path(),
        "--standalone",
        f"--from={_READ}",
        *options,
        "--output",
        output.name,
        *chapters,
    ]
    subprocess.run(command, cwd=output.parent, check=True)
    return output


PROGRAMS: dict[str, Callable[[Sample, Path], Path]] = {"bookbuild": bookbuild, "Typst": typst, "LaTeX": latex}


def shown(path: Path, words: Sequence[str]) -> Iterator[Image.Image]:
    """Pictures of the pages on which some words stand: of each, the first that is not shown yet."""
    taken: set[int] = set()
    with pdfium.PdfDocument(path) as document:
        texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
        for each in words:
            wanted = "".join(each.split())
            places = [number for number, text in enumerate(texts) if wanted in text and number not in taken]
            if places:
                taken.add(places[-1])
        for number in sorted(taken):
            page = document[number]
            yield page.render(scale=_HEIGHT / page.get_height()).to_pil().convert("RGB")


def sheet(rows: dict[str, list[Image.Image]]) -> Image.Image:
    """The rows below one another, with the names of the programs."""
    width = max(sum(page.width + _GAP for page in pages) for pages in rows.values()) + _GAP
    whole = Image.new("RGB", (width, len(rows) * (_HEIGHT + 2 * _GAP + 12)), "#b8b8b8")
    draw = ImageDraw.Draw(whole)
    for row, (name, pages) in enumerate(rows.items()):
        left, top = _GAP, row * (_HEIGHT + 2 * _GAP + 12) + _GAP
        draw.text((left, top - 8), name, fill="black", font_size=16)
        for page in pages:
            whole.paste(page, (left, top + 14))
            left += page.width + _GAP
    return whole


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=textwrap.dedent(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    output = parser.parse_args().folder
    for sample in SAMPLES:
        rows = {}
        for name, make in PROGRAMS.items():
            with tempfile.TemporaryDirectory() as folder:
                rows[name] = list(shown(make(sample, Path(folder)), sample.words))
        sheet(rows).save(output / f"{sample.kind}-peers.webp", quality=60, method=6)


if __name__ == "__main__":
    main()
