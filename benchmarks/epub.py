"""What an EPUB costs, proof included, against pandoc, which proves nothing: pairs of whole commands, side by side.

    .venv/bin/python benchmarks/epub.py NOVEL.md                 3 pairs: bookbuild cold, and after a change of one word
    .venv/bin/python benchmarks/epub.py NOVEL.md --pairs 5 -j 1

Without a manuscript a novel is generated. pandoc is looked for on the PATH (`pip install pypandoc-binary` brings one in
its folder `files`; name it with --pandoc); where there is none, only bookbuild is measured. Times are those of whole
commands, start-up included; memory is that of all processes of a command together.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generated import novel
from processes import Cost, cost


def changed(manuscript: Path, folder: Path, number: int) -> Path:
    """A copy of a novel with another word near its middle."""
    text = manuscript.read_text(encoding="utf-8")
    at = text.find(" the ", len(text) // 2)
    copy = folder / manuscript.name
    copy.write_text(f"{text[:at]} thither{number} {text[at + 5 :]}", encoding="utf-8")
    return copy


def shown(cost: Cost) -> str:
    """Time and memory, for a line."""
    return f"{cost.seconds:6.2f} s {cost.megabytes:4.0f} MB"


def told(name: str, ratios: Sequence[float]) -> None:
    """Print the median of some ratios, and between which they lie."""
    if ratios:
        print(f"{name}: {statistics.median(ratios):.3f} (from {min(ratios):.3f} to {max(ratios):.3f})")


def main() -> None:
    """Run the pairs and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="?", type=Path, help="one Markdown file (default: a generated novel)")
    parser.add_argument("--pairs", type=int, default=3, help="how many pairs (default: 3)")
    parser.add_argument("--pandoc", default=shutil.which("pandoc"), help="the program pandoc (default: on the PATH)")
    parser.add_argument("-j", "--jobs", default=str(os.cpu_count()), help="for bookbuild (default: all cores)")
    arguments = parser.parse_args()
    if arguments.pandoc is None:
        print("pandoc is not installed: bookbuild is measured alone")
    against: list[float] = []
    again: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        manuscript = arguments.manuscript or novel(folder)
        (folder / "changed").mkdir()
        for number in range(arguments.pairs):
            cache = folder / f"cache-{number}"
            build = [sys.executable, "-m", "bookbuild", "build", "--to", "epub", "-q", "-j", arguments.jobs]
            build += ["-o", str(folder / "out"), "--cache", str(cache)]
            cold = cost([*build, str(manuscript)])
            line = f"bookbuild {shown(cold)}"
            if arguments.pandoc is not None:
                pandoc = cost([arguments.pandoc, "-t", "epub3", str(manuscript), "-o", str(folder / "pandoc.epub")])
                against.append(cold.seconds / pandoc.seconds)
                line += f"   pandoc {shown(pandoc)}   ratio {against[-1]:.3f}"
            warm = cost([*build, str(changed(manuscript, folder / "changed", number))])
            again.append(warm.seconds / cold.seconds)
            print(f"{line}   after one word {shown(warm)}   ratio {again[-1]:.3f}", flush=True)
    told("bookbuild / pandoc", against)
    told("after one word / cold", again)


if __name__ == "__main__":
    main()
