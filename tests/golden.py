"""Files that hold what is printed, so that a change of wording shows in a diff.

A golden file has a section for each name: a line `=== NAME`, then the text. After a change that is meant,
`BOOKBUILD_WRITE_CASES=1 ./book test FILE` writes the sections anew (and fails, so that nobody takes it for a test):
read the difference before you keep it.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

_WRITE = "BOOKBUILD_WRITE_CASES"


def recorded(path: Path) -> dict[str, str]:
    """The sections of a golden file by their names; none where there is no file."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    parts = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.rstrip("\n") for part in parts[2::2]), strict=True))


def agrees(path: Path, name: str, printed: str) -> None:
    """Fail where what is printed differs from the section of that name."""
    printed = printed.rstrip("\n")
    if os.environ.get(_WRITE) and printed != recorded(path).get(name):
        _write(path, {**recorded(path), name: printed})
        pytest.fail(f"{path.name} was written anew; read the difference, then run without {_WRITE}")
    assert printed == recorded(path).get(name)


def has_no_others(path: Path, names: Sequence[str]) -> None:
    """Fail where the sections are not those of the names, in their order."""
    sections = recorded(path)
    if os.environ.get(_WRITE) and list(sections) != list(names):
        _write(path, {name: sections[name] for name in names if name in sections})
        pytest.fail(f"{path.name} was put in order; run without {_WRITE}")
    assert list(sections) == list(names)


def _write(path: Path, sections: dict[str, str]) -> None:
    text = "\n\n".join(f"=== {name}\n{printed}" for name, printed in sections.items())
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
