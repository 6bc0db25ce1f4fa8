"""What an EPUB is made of, opened under limits and never unpacked to the disk.

The limits keep a hostile file from filling the memory: entries that unpack to a thousand times their size, that
share their bytes, or that are simply too many.
"""

import io
import posixpath
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree

from bookbuild.proof.passages import Facts, essence
from bookbuild.proof.promise.facts import bare, said_of
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.proof.readback.xhtml import EPUB_TYPE

MAX_ENTRIES = 10_000
MAX_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
"""Entries below this size may be packed as tightly as they like."""

XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_NCX_TYPE = "application/x-dtbncx+xml"
_STATEMENTS = frozenset(
    "title creator contributor publisher date rights description subject source identifier language".split()
)
"""The elements of Dublin Core that are compared one by one."""
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"


@dataclass(frozen=True, slots=True)
class Package:
    """The documents of an EPUB and what it says of itself."""

    spine: tuple[tuple[str, bytes], ...]
    """Name and bytes of each document in reading order, without the navigation document and the page of the cover."""
    beside: tuple[tuple[str, bytes], ...]
    """These two."""
    files: dict[str, bytes]
    """All members by their names."""
    contents: tuple[tuple[int, str], ...]
    targets: tuple[str, ...]
    """The addresses, from the root of the archive, to which the entries of the contents lead."""
    facts: Facts
    nav: str = ""
    """The name of the navigation document."""
    ncx: str = ""
    """That of the contents for readers of EPUB 2."""
    cover: str = ""
    """That of the picture of the cover."""
    cover_pages: tuple[str, ...] = ()
    """Those of the documents that show nothing but it."""
    passed_over: tuple[str, ...] = ()
    """Documents of the spine that readers do not meet as they turn the pages."""

    @property
    def sheets(self) -> dict[str, str]:
        """The style sheets among its members, by their names."""
        return {name: data.decode("utf-8", "replace") for name, data in self.files.items() if name.endswith(".css")}


def open_package(data: bytes) -> Package:
    """Open an EPUB. Raises Unreadable."""
    files = _members(data)
    container = parse("META-INF/container.xml", _member(files, "META-INF/container.xml"))
    rootfile = container.find(f".//{_CONTAINER}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    package = parse(path, _member(files, path))
    items = {item.get("id", ""): item for item in package.iter(f"{_OPF}item")}
    picture = next((item for item in items.values() if "cover-image" in item.get("properties", "").split()), None)
    cover = resolve(path, picture.get("href", "")) if picture is not None else ""
    spine: list[tuple[str, bytes]] = []
    passed_over: list[str] = []
    beside: list[tuple[str, bytes]] = []
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None:
            raise Unreadable(f"its spine names “{reference.get('idref')}”, which its manifest does not have")
        if "nav" not in item.get("properties", "").split():
            name = resolve(path, item.get("href", ""))
            document = _member(files, name)
            passed_over += [name] if reference.get("linear") == "no" else []
            (beside if _shows_only(cover, name, document) else spine).append((name, document))
    nav = next((item for item in items.values() if "nav" in item.get("properties", "").split()), None)
    nav_name = resolve(path, nav.get("href", "")) if nav is not None else ""
    beside += [(nav_name, _member(files, nav_name))] if nav_name else []
    entries = list(_nav_entries(parse(*beside[-1]))) if nav_name else []
    return Package(
        tuple(spine),
        tuple(beside),
        files,
        tuple((level, essence(title)) for level, title, _ in entries),
        tuple(resolve(nav_name, href) for _, _, href in entries),
        _facts(package),
        nav_name,
        next((resolve(path, i.get("href", "")) for i in items.values() if i.get("media-type") == _NCX_TYPE), ""),
        cover,
        tuple(name for name, _ in beside if name != nav_name),
        tuple(passed_over),
    )


def _shows_only(picture: str, name: str, document: bytes) -> bool:
    """Whether a document holds nothing but a picture."""
    if not picture or b"img" not in document:
        return False
    root = parse(name, document)
    words = "".join("".join(body.itertext()) for body in root.iter(f"{XHTML}body"))
    shown = [resolve(name, image.get("src", "")) for image in root.iter(f"{XHTML}img")]
    return shown == [picture] and not words.strip()


def resolve(from_name: str, href: str) -> str:
    """An address in a document as one from the root of the archive, with its fragment."""
    path, mark, fragment = href.partition("#")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(from_name), urllib.parse.unquote(path)))
    return f"{joined if path else from_name}{mark}{urllib.parse.unquote(fragment)}"


def _members(data: bytes) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("it is not a zip archive, or a damaged one") from error
    with archive:
        entries = archive.infolist()
        _refuse(entries)
        return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}


def _refuse(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(f"it has more than {MAX_ENTRIES} entries")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise Unreadable("it unpacks to more than 1 GiB")
    seen: set[str] = set()
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        name = entry.filename
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise Unreadable(f"its entry “{name}” leads out of it")
        if name in seen:
            raise Unreadable(f"it has two entries named “{name}”")
        if entry.header_offset < end:
            raise Unreadable(f"its entry “{name}” overlaps another")
        if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Unreadable(f"its entry “{name}” unpacks to more than {MAX_RATIO} times its size")
        if entry.external_attr >> 28 == 0xA:
            raise Unreadable(f"its entry “{name}” is a symbolic link")
        seen.add(name)
        end = entry.header_offset + entry.compress_size


def _member(files: dict[str, bytes], name: str) -> bytes:
    if name not in files:
        raise Unreadable(f"it has no “{name}”")
    return files[name]


def parse(name: str, data: bytes) -> lxml.etree._Element:
    """A document that claims to be XML. Raises Unreadable."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"“{name}” is not well-formed: {error}") from error
    if b"<!ENTITY" in data:
        raise Unreadable(f"“{name}” defines entities")
    return root


def _nav_entries(nav: lxml.etree._Element) -> Iterator[tuple[int, str, str]]:
    """Level, title and address of every entry of the table of contents (EPUB 3.3, 7.4)."""
    for table in nav.iter(f"{XHTML}nav"):
        if "toc" in table.get(EPUB_TYPE, "").split():
            for link in table.iter(f"{XHTML}a"):
                level = sum(1 for above in link.iterancestors(f"{XHTML}ol"))
                yield level, "".join(link.itertext()), link.get("href", "")


def _facts(package: lxml.etree._Element) -> Facts:
    titles = [(title.get("id", ""), (title.text or "").strip()) for title in package.iter(f"{_DC}title")]
    kinds = {(refined, text) for refined, text in _refinements(package, "title-type")}
    title = next((text for name, text in titles if (name, "main") in kinds), titles[0][1] if titles else "")
    return Facts(title, _texts(package, "creator"), "".join(_texts(package, "language")[:1]), _further(package))


def _further(package: lxml.etree._Element) -> dict[str, str]:
    roles = dict(_refinements(package, "role"))
    series = {refined for refined, text in _refinements(package, "collection-type") if text == "series"}
    collections = [
        *((meta.get("id", ""), meta.text or "") for meta in _metas(package, "belongs-to-collection")),
        *((refined, text) for refined, text in _refinements(package, "group-position")),
    ]
    kinds = dict(_refinements(package, "title-type"))
    titles = [(kinds.get(each.get("id", ""), ""), (each.text or "").strip()) for each in package.iter(f"{_DC}title")]
    names = (str(each.tag).removeprefix(_DC) for each in package.iter(f"{_DC}*"))
    return {
        "subtitle": "; ".join(text for kind, text in titles if kind == "subtitle"),
        "titles besides": "; ".join(text for kind, text in titles[1:] if kind != "subtitle"),
        "date": "; ".join(_texts(package, "date")),
        "languages besides": ", ".join(_texts(package, "language")[1:]),
        "statements besides": ", ".join(name for name in names if name not in _STATEMENTS),
        "roles of authors": ", ".join(
            roles[each.get("id", "")]
            for each in package.iter(f"{_DC}creator")
            if roles.get(each.get("id", ""), "aut") != "aut"
        ),
        "publisher": ", ".join(_texts(package, "publisher")),
        "rights": "; ".join(_texts(package, "rights")),
        "description": ", ".join(_texts(package, "description")),
        "keywords": ", ".join(_texts(package, "subject")),
        "series": " ".join(text for name, text in collections if name in series),
        "contributors": ", ".join(
            said_of((person.text or "").strip(), roles.get(person.get("id", ""), ""))
            for person in package.iter(f"{_DC}contributor")
        ),
        "names for sorting": "; ".join(text for _, text in _refinements(package, "file-as")),
        "sources": ", ".join(map(bare, _texts(package, "source"))),
        "identifiers": ", ".join(map(bare, _texts(package, "identifier"))),
        "identifiers besides": ", ".join(_texts(package, "identifier")[1:]),
        "identifier of its own": "is there" if _has_identifier(package) else "",
    }


def _has_identifier(package: lxml.etree._Element) -> bool:
    """Whether there is the identifier that the package names as its own."""
    own = package.get("unique-identifier")
    return any(each.get("id") == own and (each.text or "").strip() for each in package.iter(f"{_DC}identifier"))


def _texts(package: lxml.etree._Element, name: str) -> tuple[str, ...]:
    return tuple((element.text or "").strip() for element in package.iter(f"{_DC}{name}"))


def _metas(package: lxml.etree._Element, name: str) -> Iterator[lxml.etree._Element]:
    return (meta for meta in package.iter(f"{_OPF}meta") if meta.get("property") == name)


def _refinements(package: lxml.etree._Element, name: str) -> list[tuple[str, str]]:
    """The id of each element that a property refines, and what it says (EPUB 3.3, 5.5.3.2.3)."""
    return [(meta.get("refines", "")[1:], (meta.text or "").strip()) for meta in _metas(package, name)]
