"""What the proof adds to a build: pairs of whole builds, with it and without, and the ratio of their times.

    .venv/bin/python benchmarks/proof.py                  a generated novel of 60 chapters, 3 pairs
    .venv/bin/python benchmarks/proof.py BOOK --pairs 5   a manuscript of yours

Times are those of the whole command, start-up included, taken side by side because machines drift; quote the median.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import novel


def seconds(manuscript: Path, folder: Path, *options: str) -> float:
    """How long one build takes, from the start of the command to its end."""
    command = [sys.executable, "-m", "bookbuild", "build", str(manuscript), "-o", str(folder), "-q", "--no-cache"]
    command += options
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run the pairs and print them."""
    parser = argparse.ArgumentParser(description="What the proof adds to a build.")
    parser.add_argument("manuscript", nargs="?", type=Path, help="folder or file (default: a generated novel)")
    parser.add_argument("--pairs", type=int, default=3, help="how many pairs (default: 3)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        manuscript = arguments.manuscript or novel(folder)
        ratios = []
        for _ in range(arguments.pairs):
            without, proven = seconds(manuscript, folder / "a", "--no-proof"), seconds(manuscript, folder / "b")
            ratios.append(proven / without)
            print(f"without {without:7.2f} s   with {proven:7.2f} s   ratio {ratios[-1]:.3f}")
        print(f"ratio: {min(ratios):.3f} to {max(ratios):.3f}, median {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
