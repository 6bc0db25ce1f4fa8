"""What in a stranger's file could do something by itself: scripts, programs to be launched, addresses that run either.

Files are only looked through here, and stay as they are.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import lxml.etree
import lxml.html
import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bookbuild.problems import Location, Problem, Severity

_MAX_OBJECTS = 500_000
_MAX_DOCUMENT = 16 * 1024 * 1024
_MAX_DOCUMENTS = 10_000

_PAGES = frozenset({".html", ".htm", ".xhtml", ".xht", ".xml", ".svg"})
_PROGRAMS = frozenset(
    ".exe .com .scr .msi .bat .cmd .ps1 .vbs .js .jse .wsf .hta .jar .lnk .app .apk .dmg .sh .desktop .reg .dll".split()
)
"""Endings of files that systems run when they are opened."""
_RUNNING_ADDRESS = re.compile(r"(?:javascript:|vbscript:|file:|data:(?!image/(?:png|jpe?g|gif|webp)))", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]+")
"""What browsers leave out of the scheme of an address."""
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "to", "values"})

_ACTIONS = {
    "/JavaScript": ("/JS", "a script"),
    "/Rendition": ("/JS", "a script"),
    "/Launch": ("/F /Win /Mac /Unix", "a program to be launched"),
    "/SubmitForm": ("/F", "a form that is sent to an address"),
    "/ImportData": ("/F", "a form that is filled from a file"),
}
"""Actions by their names, with keys of which one at least makes them what they are (ISO 32000-1, 12.6.4)."""


def problems(name: str, data: bytes, severity: Severity = Severity.WARNING) -> tuple[Problem, ...]:
    """One problem for a file, by its name, that holds any such thing; `name` is what messages call it."""
    what = list(dict.fromkeys(_held(name, data)))
    if not what:
        return ()
    more = f" and {len(what) - 3} more" if len(what) > 3 else ""
    message = f"this file can do something by itself: {', '.join(what[:3])}{more}"
    return (Problem("BB610", Location(name), message, "Open it only if you trust who made it.", severity),)


def is_running(address: str) -> bool:
    """Whether an address runs something, or reaches for a file of its reader's, instead of leading to a page."""
    return _RUNNING_ADDRESS.match(_IGNORED.sub("", address)) is not None


def _held(name: str, data: bytes) -> Iterator[str]:
    ending = PurePosixPath(name).suffix.lower()
    if ending in _PROGRAMS:
        yield "it is a program"
    try:
        if ending == ".pdf":
            with pikepdf.open(io.BytesIO(data)) as pdf:
                yield from _in_pdf(pdf)
        elif ending == ".epub":
            yield from _in_epub(data)
        elif ending in _PAGES and len(data) <= _MAX_DOCUMENT:
            yield from _in_page(data)
    except Exception:  # a file that cannot be read is told of by whoever reads it for its words
        return


def _in_epub(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist()[:_MAX_DOCUMENTS]:
            ending = PurePosixPath(entry.filename).suffix.lower()
            if ending in _PROGRAMS:
                yield f"a program ({PurePosixPath(entry.filename).name})"
            elif ending in _PAGES and entry.file_size <= _MAX_DOCUMENT:
                yield from _in_page(archive.read(entry))


def _in_page(data: bytes) -> Iterator[str]:
    if not data.strip():
        return
    for element in lxml.html.document_fromstring(data).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].rpartition(":")[2].lower()
        if tag == "script" and element.get("type") != "application/ld+json":
            yield "a script"
        elif tag in ("iframe", "object", "embed", "applet"):
            yield f"another document in it (<{tag}>)"
        for key, value in element.attrib.items():
            attribute = str(key).rpartition("}")[2].rpartition(":")[2].lower()
            if attribute.startswith("on"):
                yield f"a script ({attribute})"
            elif attribute in _ADDRESSES and is_running(str(value)):
                yield _link(str(value))


def _link(address: str) -> str:
    return f"a link that runs or opens something ({_IGNORED.sub('', address).partition(':')[0]}:)"


def _in_pdf(pdf: Pdf) -> Iterator[str]:
    """Whatever object holds it: readers reach these from the document, pages, notes, forms and the outline."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") not in (Name.GoTo, None):
        yield f"something it does when it is opened ({str(opening.S)[1:]})"
    for number, whole in enumerate(pdf.objects):
        if number >= _MAX_OBJECTS:
            return
        waiting = [whole]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Dictionary | Stream):
                yield from _of_dictionary(each)
                values: list[Object] = [value for _, value in each.items()]
            else:
                values = list(each) if isinstance(each, Array) else []
            waiting += [value for value in values if isinstance(value, Dictionary | Array) and not value.is_indirect]


def _of_dictionary(each: Object) -> Iterator[str]:
    kind = str(each.get("/S", ""))
    if kind in _ACTIONS:
        keys, what = _ACTIONS[kind]
        if any(key in each for key in keys.split()):
            yield what
    elif kind == "/URI" and is_running(str(each.get("/URI", ""))):
        yield _link(str(each.URI))
    if "/XFA" in each:
        yield "a form with a program (XFA)"
    if each.get("/Subtype") == Name.RichMedia:
        yield "a film or a program (RichMedia)"
