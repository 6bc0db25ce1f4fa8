"""bookbuild as a process: how it begins, and how it ends. `python -m bookbuild` is the same as `bookbuild`.

Nothing else is imported before Ctrl-C is minded, and it is minded until the process is gone.
"""

from __future__ import annotations

import _thread
import os
import sys
import time
from _frozen_importlib_external import ExtensionFileLoader

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

STOPPED = 128 + 2
"""The exit code after Ctrl-C, as shells count it: 128, and the number of the signal."""


def main() -> int:
    """Run the command that was typed and return its exit code. Ctrl-C ends it with one line and without a traceback."""
    try:
        _mind_interrupts()
        from bookbuild import cli
        from bookbuild.cli import streams

        streams.prepare()
        code = streams.finish(_exit_code(lambda: cli.main(alone=True)))
    except KeyboardInterrupt:
        code = STOPPED
        _leave_at_once_when_interrupted()
        _say_that_it_stopped()
    _leave_at_once_when_interrupted()
    return code


def _exit_code(command: Callable[[], int]) -> int:
    """What a command returns, or with what argparse leaves once it has shown help or what is wrong."""
    try:
        return command()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0


def _mind_interrupts() -> None:
    """Have Ctrl-C raise KeyboardInterrupt, as ever, but not at moments at which Python cannot bear it.

    Those are its own steps of an import, after which a lock would stay locked for ever, the beginnings of libraries in
    C, which may swallow what is raised, and the forgetting of objects, in which that is printed and lost. There it
    comes again a moment later.
    """
    import signal

    def interrupt(number: int, frame: FrameType | None) -> None:
        if _is_fragile(frame):
            _interrupt_again()
        else:
            raise KeyboardInterrupt

    def forgetting(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is KeyboardInterrupt:
            _interrupt_again()
        else:
            sys.__unraisablehook__(lost)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where Ctrl-C is ignored, as by `nohup`
        signal.signal(signal.SIGINT, interrupt)
        sys.unraisablehook = forgetting


def _is_fragile(frame: FrameType | None) -> bool:
    if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        return True
    beginnings = (ExtensionFileLoader.create_module.__code__, ExtensionFileLoader.exec_module.__code__)
    while frame is not None and frame.f_code not in beginnings:
        frame = frame.f_back
    return frame is not None


def _interrupt_again() -> None:
    """With nothing that had to be imported first, since this may be in the midst of an import."""

    def interrupt() -> None:
        time.sleep(0.005)
        _thread.interrupt_main()

    _thread.start_new_thread(interrupt, ())


def _leave_at_once_when_interrupted() -> None:
    """From now on Ctrl-C waits for nothing: Python itself would print a traceback while it waits for its threads."""
    import signal

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(STOPPED))


def _say_that_it_stopped() -> None:
    try:
        print("bookbuild: stopped; no output is half written", file=sys.stderr, flush=True)
    except (OSError, ValueError):  # nobody is there who could read it
        os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
