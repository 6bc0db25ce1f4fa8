"""The external judges: programs by others that find faults in finished files, each asked only where it is installed.

One module per program, all of one shape: `probe` says whether it is there, `judge` runs it on a file and makes problems
of its findings. A judge that fails is a warning, never an error: that is not the book's fault.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bookbuild.judges import ace, epubcheck, verapdf
from bookbuild.judges.host import Probe, hearing, probe_browser, probe_fonts, probe_java, probe_weasyprint
from bookbuild.problems import Problem
from bookbuild.results import EPUB, PDF, Hearing

__all__ = ["JUDGES", "Judge", "Probe", "doctor", "hearings", "judge_all"]


@dataclass(frozen=True, slots=True)
class Judge:
    """A program that judges finished files."""

    name: str
    ending: str
    """Of the files that it understands."""
    probe: Callable[[], Probe]
    """Whether it is installed; takes no noticeable time."""
    judge: Callable[[Path, float, Callable[[], bool]], tuple[Problem, ...]]
    """What it finds in a file within so many seconds, unless it is told meanwhile to stop."""


JUDGES = (
    Judge(epubcheck.NAME, EPUB.ending, epubcheck.probe, epubcheck.judge),
    Judge(ace.NAME, EPUB.ending, ace.probe, ace.judge),
    Judge(verapdf.NAME, PDF.ending, verapdf.probe, verapdf.judge),
)


def doctor() -> tuple[Probe, ...]:
    """All that outputs and judges need, and whether it is there."""
    machine = (probe_weasyprint(), probe_fonts(), probe_java(), probe_browser())
    return (*machine, *(judge.probe() for judge in JUDGES))


def hearings(paths: Sequence[Path], unread: Sequence[Path] = (), *, wanted: bool = True) -> tuple[Hearing, ...]:
    """Which judges are asked about some files, and why the others are not.

    None is about files that could not be read (`unread`), nor about any where no judge is `wanted`.
    """
    return tuple(hearing(judge.name, (judge.ending,), judge.probe, paths, unread, wanted=wanted) for judge in JUDGES)


def judge_all(paths: Sequence[Path], timeout: float = 120) -> tuple[Problem, ...]:
    """What all installed judges find in some files: file by file, judge by judge, each within so many seconds.

    They work at the same time, as many as the machine has processors. When this is interrupted, they are ended.
    """
    installed = [judge for judge in JUDGES if judge.probe().version is not None]
    tasks = [(judge, path) for path in paths for judge in installed if path.suffix.lower() == judge.ending]
    interrupted = threading.Event()
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        verdicts = [pool.submit(judge.judge, path, timeout, interrupted.is_set) for judge, path in tasks]
        try:
            return tuple(problem for verdict in verdicts for problem in verdict.result())
        except BaseException:
            interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
