"""Programs that pretend to be judges, and what several tests of the judges share."""

import shlex
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Built, absent

from bookbuild.judges import JUDGES, Judge, ace, epubcheck, verapdf

NAMES = [judge.name for judge in JUDGES]
_PROGRAMS = {epubcheck.NAME: "java", ace.NAME: "ace-puppeteer", verapdf.NAME: "verapdf"}
_REPORTS = {
    epubcheck.NAME: 'while [ "$1" != --json ]; do shift; done; cat >"$2"',
    ace.NAME: 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cat >"$2/report.json"',
    verapdf.NAME: "cat",
}
"""How each is told where its report goes."""


def judge_named(name: str) -> Judge:
    return next(judge for judge in JUDGES if judge.name == name)


@dataclass(frozen=True)
class Pretender:
    """A stand-in for one judge, the only one that is installed."""

    judge: Judge
    folder: Path
    file: Path
    """Something to be judged."""

    def acts(self, script: str) -> None:
        """It does what a shell script says."""
        write_program(self.folder / _PROGRAMS[self.judge.name], script)

    def answers(self, report: str, code: int = 0) -> None:
        """It reports so and ends."""
        (self.folder / "answer").write_text(report, encoding="utf-8")
        answer = shlex.quote(str(self.folder / "answer"))
        self.acts(f"exec <{answer}; {_REPORTS[self.judge.name]}; exit {code}")


def write_program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def pretend(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    """A machine on which there is only a pretended judge, with all that it needs."""
    folder = tmp_path / "bin"
    for needed in ("java", "node", "chromium"):
        write_program(folder / needed, "exit 0")
    for variable in ("JAVA_HOME", "VERAPDF_JAR", "PUPPETEER_EXECUTABLE_PATH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    judge = judge_named(name)
    file = tmp_path / f"a – book{judge.ending}"
    file.write_bytes(b"anything")
    return Pretender(judge, folder, file)


def installed(name: str) -> Judge:
    """A judge that is really there; else the test ends."""
    judge = judge_named(name)
    probe = judge.probe()
    if probe.version is None:
        absent(name, f"{probe.missing} is missing")
    return judge


def output(built: Built, ending: str) -> Path:
    return built.report.folder / built.artifact(ending).name


def altered(epub: Path, to: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of an EPUB in which files are changed, or left out where there is None."""
    with zipfile.ZipFile(epub) as source, zipfile.ZipFile(to, "w") as target:
        for entry in source.infolist():
            data = change(entry.filename, source.read(entry))
            if data is not None:
                target.writestr(entry.filename, data, entry.compress_type)
    return to
