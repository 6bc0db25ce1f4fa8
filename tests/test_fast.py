"""What `./book test -m fast` must not leave out, and what it leaves out."""

import subprocess
import sys
from pathlib import Path

from conftest import ROOT, TESTS

import bookbuild

PACKAGE = Path(bookbuild.__file__).parent


def test_every_room_has_a_fast_test() -> None:
    """A package has one in the folder of its name, a module in the file of its name; none needs a book or an hour."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-m", "fast", "-p", "no:xdist", str(TESTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    fast = {line.rpartition(": ")[0].removeprefix("tests/") for line in done.stdout.splitlines() if ": " in line}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    assert {name for name in packages if not any(file.startswith(f"{name}/") for file in fast)} == set()
    assert {name for name in modules if f"test_{name.strip('_')}.py" not in fast} == set()
    assert len(packages | modules) >= 15
    assert fast.isdisjoint({"proof/test_sabotage.py", "judges/test_judges_of_outputs.py"})
