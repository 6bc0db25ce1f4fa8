"""How long a manuscript takes to be read into chapters, against what Python-Markdown alone takes for the same text.

    .venv/bin/python benchmarks/reading.py [MANUSCRIPT] [--rounds N]

Without a manuscript a novel is generated. Both run in turns in one process, so that a busy machine slows both; what is
printed are the ratios. Reading includes every check: headings, notes, links, what a writer cannot have meant.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import markdown
from generated import novel

from bookbuild import load, read

CHAPTERS = 300


def measure(path: Path, rounds: int) -> None:
    """Read in turns, and print the ratios."""
    text = path.read_text(encoding="utf-8")
    ratios = []
    for number in range(rounds + 1):
        start = time.process_time()
        markdown.markdown(text, extensions=["extra"])
        middle = time.process_time()
        read(load(path))
        end = time.process_time()
        if number:  # the first round also imports and compiles
            ratios.append((end - middle) / (middle - start))
            print(f"Python-Markdown {middle - start:.2f} s, bookbuild {end - middle:.2f} s, ratio {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def main() -> None:
    """Measure the manuscript on the command line, or a generated one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(arguments.manuscript or novel(Path(folder), CHAPTERS), arguments.rounds)


if __name__ == "__main__":
    main()
