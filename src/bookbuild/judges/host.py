"""What the outputs and the judges need of the machine: whether it is there, and the command that gets it."""

import importlib
import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bookbuild.judges.process import ToolError, run, workshop
from bookbuild.results import Hearing

_PATIENCE = 10.0
"""Seconds for a program to say its version."""

_BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")

_BROUGHT = (
    "chrome/*/chrome-*/chrome",
    "chrome/*/chrome-*/*.app/Contents/MacOS/Google Chrome for Testing",
)
"""Where Puppeteer, which drives the browser for Ace, keeps browsers that it downloaded when it was installed."""

_PACKAGES = {
    "pango": {
        "apt-get": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "dnf": "pango",
        "pacman": "pango",
        "apk": "pango harfbuzz-subset",
        "brew": "pango",
    },
    "java": {
        "apt-get": "default-jre-headless",
        "dnf": "java-latest-openjdk-headless",
        "pacman": "jre-openjdk-headless",
        "apk": "openjdk17-jre-headless",
        "brew": "--cask temurin",
    },
    "chromium": {
        "apt-get": "chromium",
        "dnf": "chromium",
        "pacman": "chromium",
        "apk": "chromium",
        "brew": "--cask google-chrome",
    },
}
_MANAGERS = {
    "apt-get": "sudo apt-get install",
    "dnf": "sudo dnf install",
    "pacman": "sudo pacman -S",
    "apk": "sudo apk add",
    "brew": "brew install",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether something is installed."""

    name: str
    purpose: str
    """What it is for, in a few words."""
    version: str | None
    """None if it is not there."""
    missing: str = ""
    """What is not there."""
    remedy: str = ""
    """The command or the step that gets it."""


def hearing(
    name: str,
    endings: Sequence[str],
    probe: Callable[[], Probe],
    paths: Sequence[Path],
    unread: Sequence[Path] = (),
    *,
    wanted: bool = True,
) -> Hearing:
    """Which files of some a judge is asked about, or why it is not asked.

    It understands files with these `endings`. It is asked about none that could not be read (`unread`), and about
    nothing where it is not `wanted`.
    """
    mine = [path for path in paths if path.suffix.lower() in endings]
    sound = tuple(path.name for path in mine if path not in unread)
    if not mine:
        forms = " or ".join(ending.removeprefix(".").upper() for ending in endings)
        return Hearing(name, reason=f"no {forms} was checked")
    if not wanted:
        return Hearing(name, reason="the check was to ask no judges")
    if not sound:
        return Hearing(name, reason=f"{mine[0].name} could not be read")
    there = probe()
    if there.version is None:
        return Hearing(name, reason=f"it is not installed, for lack of {there.missing}")
    return Hearing(name, sound)


def java() -> Path | None:
    """The Java runtime: that of JAVA_HOME, else the one on the PATH."""
    home = os.environ.get("JAVA_HOME")
    if home and (own := Path(home) / "bin" / "java").is_file():
        return own
    on_path = shutil.which("java")
    return Path(on_path) if on_path else None


def browser() -> Path | None:
    """The Chromium that PUPPETEER_EXECUTABLE_PATH names, else the first on the PATH, else one that Puppeteer brought.

    Browsers from the snap store are left out: they may not read temporary files.
    """
    named = os.environ.get("PUPPETEER_EXECUTABLE_PATH")
    if named:
        return Path(named)
    on_path = [Path(path) for name in _BROWSERS if (path := shutil.which(name))]
    cache = Path(os.environ.get("PUPPETEER_CACHE_DIR") or Path.home() / ".cache" / "puppeteer")
    brought = [path for pattern in _BROUGHT for path in sorted(cache.glob(pattern), reverse=True)]
    return next((path for path in (*on_path, *brought) if path.resolve().name != "snap"), None)


def install(what: str) -> str:
    """The command that installs something on this system, if it is known."""
    manager = next((name for name in _MANAGERS if shutil.which(name)), None)
    return (
        f"{_MANAGERS[manager]} {_PACKAGES[what][manager]}"
        if manager
        else f"Install {what} with the package manager of your system."
    )


def install_browser() -> str:
    """How to get a browser for Ace."""
    return f"{install('chromium')}; or set PUPPETEER_EXECUTABLE_PATH to the path of a Chromium"


def probe_weasyprint() -> Probe:
    """The library that lays out the PDF; it needs Pango, which pip does not bring."""
    name, purpose = "WeasyPrint", "lays out the PDF"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            importlib.import_module("bookbuild.outputs.pdf")
        except OSError:
            return Probe(name, purpose, None, "the library Pango", install("pango"))
    if any("HarfBuzz-Subset" in str(warning.message) for warning in warned):
        return Probe(name, purpose, None, "the library HarfBuzz-Subset", install("pango"))
    return Probe(name, purpose, metadata.version("weasyprint"))


def probe_fonts() -> Probe:
    """The fonts of the PDF, which are packages of their own."""
    names = [re.split(r"[^\w-]", wanted)[0] for wanted in metadata.requires("bookbuild") or ()]
    packages = [name for name in names if name.startswith("fontpkg-")]
    lacking = [name for name in packages if not _has_package(name)]
    if lacking:
        remedy = f"{Path(sys.executable).name} -m pip install {' '.join(lacking)}"
        return Probe("fonts", "set the text of the PDF", None, ", ".join(lacking), remedy)
    return Probe("fonts", "set the text of the PDF", f"{len(packages)} families")


def probe_java() -> Probe:
    """The runtime of EPUBCheck and veraPDF."""
    name, purpose = "Java", "runs EPUBCheck and veraPDF"
    runtime = java()
    version = _version(runtime, "-XX:-UsePerfData", "-version") if runtime else ""
    if not version:
        return Probe(name, purpose, None, "a Java runtime", install("java"))
    return Probe(name, purpose, version)


def probe_browser() -> Probe:
    """The browser that tells which words it shows, and in which Ace looks at an EPUB."""
    name, purpose = "Chromium", "tells which words readers see, and lets Ace see the pages"
    chromium = browser()
    version = _version(chromium, "--version") if chromium else ""
    if version:
        return Probe(name, purpose, version)
    lacking = f"a Chromium that runs ({chromium} does not)" if chromium else "a Chromium"
    return Probe(name, purpose, None, lacking, install_browser())


def _has_package(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _version(program: Path, *options: str) -> str:
    """The version that a program gives; empty if it does not run."""
    try:
        with workshop() as folder:
            finished = run([program, *options], folder, _PATIENCE)
            printed = finished.out + (folder / "said.err").read_bytes()
    except ToolError:
        return ""
    number = re.search(rb"\d+(\.\d+)+|\b\d+\b", printed)
    return number[0].decode() if number and finished.code == 0 else ""
