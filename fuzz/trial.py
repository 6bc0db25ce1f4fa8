"""Running one command in a copy of this process, which has the libraries already, and judging how it ended."""

import faulthandler
import gc
import os
import resource
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fuzz.case import Case, write

_CODES = range(5)
_PATIENCE = 20
"""How many seconds may pass for each of processor time: other programs run on the machine too."""
_SPACE = 4 << 30
"""Bytes of addresses, past which a case would harm the machine it is tried on."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code (negative: the signal that ended it), what it printed, what it took."""

    code: int
    printed: str
    seconds: float
    megabytes: int

    def fault(self, case: Case) -> str:
        """What is wrong with that, in words that are the same for the same cause; empty if all is well."""
        if self.code in (-signal.SIGXCPU, -signal.SIGKILL) or self.seconds > case.seconds:
            return "takes too long"
        if self.code < 0:
            return f"ended by {signal.Signals(-self.code).name}"
        if "BB901" in self.printed:
            return next(line.strip() for line in self.printed.split("[BB901]")[1].splitlines() if line.strip())
        if "Traceback (most recent call last)" in self.printed:
            return f"traceback: {self.printed.strip().splitlines()[-1]}"
        if self.code not in _CODES:
            return f"exit code {self.code}"
        if self.megabytes > case.megabytes:
            return "takes too much memory"
        if case.honest and self.code:
            errors = [line for line in self.printed.splitlines() if line.endswith("]") and ": warning: " not in line]
            return f"an honest manuscript is refused: {errors[0] if errors else self.printed}"
        return ""


def prepare() -> None:
    """Import what commands need, so that copies of this process need not."""
    import bookbuild.cli
    import bookbuild.outputs.epub
    import bookbuild.outputs.handout
    import bookbuild.outputs.html
    import bookbuild.outputs.pdf
    import bookbuild.outputs.pdf.weasyprint
    import bookbuild.pipeline.build
    import bookbuild.pipeline.check
    import bookbuild.pipeline.lint
    import bookbuild.proof.readback  # noqa: F401

    gc.freeze()


def run(case: Case) -> Outcome:
    """Run the command of a case in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        write(case, Path(folder))
        printed = Path(folder, "printed by the command")
        child = os.fork()
        if not child:
            _become(case, folder, printed)
        code, used = _wait(child, case.seconds * _PATIENCE)
        text = printed.read_text(encoding="utf-8", errors="replace")
    return Outcome(code, text.replace(folder, ""), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def _become(case: Case, folder: str, printed: Path) -> None:
    """Be the command, and never return."""
    code = 70
    try:
        os.setsid()
        os.chdir(folder)
        descriptor = os.open(printed, os.O_WRONLY | os.O_CREAT)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open to the end
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        faulthandler.enable(sys.stderr)
        resource.setrlimit(resource.RLIMIT_CPU, (case.seconds + 1, case.seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        from bookbuild import cli
        from bookbuild.cli import streams

        streams.prepare()
        try:
            code = streams.finish(cli.main(case.command, alone=True))
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _wait(child: int, seconds: float) -> tuple[int, resource.struct_rusage]:
    """Wait for a child; after so many seconds it is ended, with all that it has started."""
    last = time.monotonic() + seconds
    pause = 0.002
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            return os.waitstatus_to_exitcode(status), used
        if time.monotonic() > last:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
