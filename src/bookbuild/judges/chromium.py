"""Chromium: which of the words of an EPUB or an HTML file a browser shows, on a phone and on a desk.

A page of ours (look.js) opens each document in a frame that runs no scripts, and asks the browser of every run of words
where it stands, what is hit there, and in which colours. The browser has a profile of its own and no network.
"""

import json
import posixpath
import urllib.parse
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.etree
import msgspec

from bookbuild.judges.findings import decode, failed
from bookbuild.judges.host import Probe, browser, hearing, probe_browser
from bookbuild.judges.process import ToolError, never, run, stand_in, workshop
from bookbuild.results import EPUB, HTML, Hearing

NAME = "Chromium"
ENDINGS = (EPUB.ending, HTML.ending)
WIDTHS = (390, 1280)
"""Of a phone and of a desk, in CSS pixels."""
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body><script>
const DOCUMENTS = {documents}, WIDTHS = {widths};
{script}
</script></body></html>
"""
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # which containers do not allow; nothing that is looked at may run
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
    "--allow-file-access-from-files",  # so that our page may look into its frame
    "--proxy-server=socks5://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--virtual-time-budget=100000000",
    "--dump-dom",
)
_XHTML = "application/xhtml+xml"


class NotShown(msgspec.Struct, frozen=True):
    """Words that a browser does not show."""

    file: str
    """The document that holds them."""
    width: int
    """Of the screen, in CSS pixels."""
    words: str
    passage: str
    """All words of the paragraph, or other block, around them."""
    why: str


class _Answer(msgspec.Struct, frozen=True):
    seen: int
    findings: tuple[NotShown, ...]
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Documents on the disk, where the browser finds them."""

    folder: Path
    names: tuple[str, ...]
    """Paths from the folder."""


def probe() -> Probe:
    """Whether Chromium can be asked here."""
    return probe_browser()


def heard(paths: Sequence[Path], unread: Sequence[Path] = (), *, wanted: bool = True) -> Hearing:
    """Which files it is asked about, or why it is not asked."""
    return hearing(NAME, ENDINGS, probe, paths, unread, wanted=wanted)


def unseen(path: Path, timeout: float, stopped: Callable[[], bool] = never) -> tuple[NotShown, ...]:
    """The words of an EPUB or an HTML file that a browser does not show. Raises ToolError where it gives no answer."""
    program = browser()
    if program is None:
        raise ToolError("is not installed")
    with workshop() as folder:
        shelf = _shelf(path, folder)
        page = folder / "look.html"
        script = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
        documents = json.dumps([urllib.parse.quote(name) for name in shelf.names])
        page.write_text(_PAGE.format(documents=documents, widths=list(WIDTHS), script=script), encoding="utf-8")
        command: list[str | Path] = [program, *_OPTIONS, f"--user-data-dir={folder / 'profile'}", page.as_uri()]
        finished = run(command, folder, timeout, stopped)
        if finished.code != 0:
            raise failed(finished.code, finished.complaint)
        answer = _answer(finished.out)
    if answer.failure or answer.seen != len(shelf.names) * len(WIDTHS):
        raise ToolError("did not look at all documents")
    return answer.findings


def _answer(dumped: bytes) -> _Answer:
    """What our page says: JSON in the place of its text."""
    root = lxml.etree.fromstring(dumped, lxml.etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True))
    body = None if root is None else root.find("body")
    return decode("".join(body.itertext()).strip().encode() if body is not None else b"", _Answer)


def _shelf(path: Path, folder: Path) -> _Shelf:
    if path.suffix.lower() == HTML.ending:
        return _Shelf(folder, (stand_in(path, folder).name,))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "book")  # which keeps every name inside that folder
        return _Shelf(folder, tuple(f"book/{name}" for name in _documents(archive)))


def _documents(archive: zipfile.ZipFile) -> Iterator[str]:
    """The documents of an EPUB, but for its contents."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    container = lxml.etree.fromstring(archive.read("META-INF/container.xml"), parser)
    for rootfile in container.iter("{*}rootfile"):
        package = rootfile.get("full-path", "")
        for item in lxml.etree.fromstring(archive.read(package), parser).iter("{*}item"):
            if item.get("media-type") == _XHTML and "nav" not in item.get("properties", "").split():
                address = urllib.parse.unquote(item.get("href", ""))
                yield posixpath.normpath(posixpath.join(posixpath.dirname(package), address))
