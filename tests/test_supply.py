"""What is depended on, and what is given to others: no version that is known to be unsafe, and the same bytes twice."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from supply.__main__ import Advisory, exported, faults, known, pinned

EVENTS = [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"last_affected": "2.3"}]
RECORD = {
    "id": "GHSA-x",
    "aliases": ["CVE-1"],
    "summary": "It leaks.",
    "affected": [
        {"package": {"name": "Some_Thing"}, "ranges": [{"type": "GIT"}, {"type": "ECOSYSTEM", "events": EVENTS}]},
        {"package": {"name": "other"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]},
    ],
}


def test_no_version_is_known_to_be_unsafe() -> None:
    """Neither of those that `./book` installs, nor of those that `pip install` may take."""
    assert list(faults(pinned(), known())) == []
    assert {"requirements.txt", "requirements-test.txt", "pyproject.toml"} == {file for _, _, file in pinned()}


@pytest.mark.parametrize(
    ("version", "unsafe"), [("1.4.9", True), ("1.5", False), ("2.0", True), ("2.3", True), ("3", False)]
)
def test_an_export_of_osv_is_read(version: str, unsafe: bool, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as export:
        export.writestr("GHSA-x.json", json.dumps(RECORD))
        export.writestr("GHSA-y.json", json.dumps({**RECORD, "withdrawn": "2026-01-01T00:00:00Z"}))
    advisories = tuple(exported(tmp_path / "all.zip", {"some-thing"}))
    assert [each.id for each in advisories] == ["CVE-1", "CVE-1"]
    assert [bool(list(faults([("some-thing", version, "x.txt")], advisories)))] == [unsafe]


def test_a_fault_names_file_version_and_remedy() -> None:
    advisory = Advisory("pillow", "0", "10.2.0", "CVE-2023-50447", "it runs what it is given")
    (fault,) = faults([("pillow", "10.1.0", "requirements.txt")], [advisory])
    assert fault == (
        "requirements.txt: pillow 10.1.0 is unsafe, CVE-2023-50447: it runs what it is given; take at least 10.2.0"
    )


@pytest.mark.slow
def test_wheel_and_sdist_have_the_same_bytes_wherever_they_are_made(tmp_path: Path) -> None:
    """In another folder, at another time, in another zone, with files that nobody else may read."""
    here = _hashes(ROOT, tmp_path / "here", {})
    copy = tmp_path / "copy"
    kept = shutil.ignore_patterns(".git", ".venv", "build", "dist", "__pycache__", ".*_cache", "node_modules", "jars")
    shutil.copytree(ROOT, copy, ignore=kept, copy_function=shutil.copy)
    (copy / "build").mkdir()
    shutil.copy(ROOT / "build" / ".gitkeep", copy / "build" / ".gitkeep")
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
    assert _hashes(copy, tmp_path / "there", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "3", "LC_ALL": "C"}) == here
    assert len(here) == 2


def _hashes(source: Path, target: Path, environment: dict[str, str]) -> dict[str, str]:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    path = {"PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=source, check=True, capture_output=True, env={**path, **environment})
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in target.iterdir()}
