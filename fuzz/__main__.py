"""The command line of the fuzzer; `python -m fuzz --help` says what it takes."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

from fuzz import trial
from fuzz.case import Case, Make, keep, read
from fuzz.finished import epub, html, pdf
from fuzz.foreign import foreign
from fuzz.manuscripts import honest, hostile
from fuzz.minimise import minimise
from fuzz.pictures import pictures
from fuzz.settings import any_settings
from fuzz.sheets import sheets

CORPUS = Path(__file__).parent / "corpus"
KINDS: Mapping[str, tuple[Make, int]] = {
    "honest": (honest, 3000),
    "hostile": (hostile, 4000),
    "settings": (any_settings, 800),
    "sheets": (sheets, 700),
    "pictures": (pictures, 700),
    "foreign": (foreign, 800),
    "epub": (epub, 700),
    "html": (html, 600),
    "pdf": (pdf, 700),
}
"""Each kind of case, and how many seeds of it the long form tries: 10,000 manuscripts and 2,000 finished files."""


def make(kind: str, seed: int) -> Case:
    """The case of a seed, the same on every machine."""
    return KINDS[kind][0](Random(f"{kind} {seed}"))


def main() -> int:
    """Try seeds, print every fault with its seed, and return 1 if there is one."""
    arguments = _arguments()
    trial.prepare()
    faults: Counter[str] = Counter()
    for path in sorted(CORPUS.iterdir()) if arguments.corpus else ():
        faults += _report(f"corpus {path.name}", read(path), Path())
    for kind in arguments.kinds or KINDS:
        faults += _try_kind(kind, arguments.seeds, arguments.share, arguments.keep)
    for fault, times in faults.most_common():
        print(f"{times:6} × {fault}")
    return int(bool(faults))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz", description="Try commands with seeded inputs.")
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS], help="what to try (default: all kinds)")
    parser.add_argument("--seeds", type=_range, metavar="FIRST:END", help="these seeds of each kind")
    parser.add_argument("--share", type=int, default=1, metavar="N", help="only one Nth of the long form")
    parser.add_argument("--corpus", action="store_true", help="try what was found before, first")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write cases with faults there, made small")
    return parser.parse_args()


def _range(text: str) -> range:
    first, _, end = text.partition(":")
    return range(int(first), int(end))


def _try_kind(kind: str, seeds: range | None, share: int, kept: Path | None) -> Counter[str]:
    began = time.monotonic()
    faults: Counter[str] = Counter()
    codes: Counter[int] = Counter()
    slowest, largest = 0.0, 0
    tried = seeds or range(-(-KINDS[kind][1] // share))
    for seed in tried:
        case = make(kind, seed)
        outcome = trial.run(case)
        codes[outcome.code] += 1
        slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.megabytes)
        if len(tried) == 1:
            print(*case.command)
            print(outcome.printed)
        faults += _judge(f"{kind} {seed}", case, outcome, kept)
    print(f"{kind}: seeds {tried.start} to {tried.stop - 1};", end=" ")
    print("exit codes", ", ".join(f"{count} × {code}" for code, count in sorted(codes.items())), end="; ")
    print(f"at most {slowest:.1f} s and {largest} MB; {sum(faults.values())} faults", end="; ")
    print(f"{time.monotonic() - began:.0f} s in all", flush=True)
    return faults


def _report(name: str, case: Case, kept: Path | None = None) -> Counter[str]:
    return _judge(name, case, trial.run(case), None)


def _judge(name: str, case: Case, outcome: trial.Outcome, kept: Path | None) -> Counter[str]:
    """The fault of an outcome, printed, and kept in a small case."""
    fault = outcome.fault(case)
    if not fault:
        return Counter()
    print(f"{name}: {fault}", flush=True)
    if kept is not None:
        small = minimise(case, lambda smaller: trial.run(smaller).fault(smaller) == fault)
        keep(small, kept / name.replace(" ", "-"))
    return Counter([fault])


if __name__ == "__main__":
    sys.exit(main())
