"""Drawings: SVG without what could run code or reach other files, with ids that XML allows."""

import base64
import re
import urllib.parse
from collections.abc import Iterator
from functools import partial
from itertools import count

import lxml.etree

from bookbuild.assets.drawing_work import HREFS, is_too_much
from bookbuild.assets.picture_metadata import stripped
from bookbuild.problems import Problem, Severity

MEDIA_TYPE = "image/svg+xml"

_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN_SVG = frozenset({"script", "foreignObject", "iframe", "embed", "object", "handler", "audio", "video"})
_NAMESPACES = frozenset({None, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"})
"""Of attributes that say how a drawing looks."""
_ADDRESSES = (*HREFS, "src", "{http://www.w3.org/XML/1998/namespace}base")
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_URL = re.compile(r"url\(\s*[\"']?#([^\"')]+)[\"']?\s*\)")
_OUTSIDE_URL = re.compile(r"@import|image-set\(|url\(\s*[\"']?(?!#)|\\", re.IGNORECASE)
"""A backslash too: with it, CSS can write `url` or `@import` in other letters."""
_BOUNDLESS = re.compile(r"(?<![\w.#-])[+-]?(?:nan|inf|infinity)(?![\w-])|\d[eE]\+?\d{2}", re.ASCII | re.IGNORECASE)
"""A number that is none, or beyond all drawings."""
_NUMBER = r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++)?"
_VIEW_BOX = re.compile(rf"\s*(?:{_NUMBER}[\s,]+){{2}}(?P<width>{_NUMBER})[\s,]+(?P<height>{_NUMBER})\s*", re.IGNORECASE)
_LENGTH = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?:[a-z]+|%)?\s*", re.IGNORECASE)
_WORDS = frozenset("id class style href src title desc lang name font-family label".split())
"""Attributes of words rather than of numbers."""


def looks_like_svg(data: bytes) -> bool:
    """Whether a file begins as XML or SVG does, whatever its name is."""
    return b"<svg" in data[:4096].lower() or data.lstrip()[:5] == b"<?xml"


def parsed(data: bytes) -> lxml.etree._Element:
    """The tree of a drawing, for which nothing else is read. Raises XMLSyntaxError."""
    parser = lxml.etree.XMLParser(resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False)
    return lxml.etree.fromstring(data, parser)


def checked(data: bytes, problem: partial[Problem]) -> tuple[str, bytes, list[Problem]]:
    """The media type and the bytes of a drawing, cleaned, and what is wrong with it; `problem` says which it is."""
    try:
        root = parsed(data)
    except lxml.etree.XMLSyntaxError as error:
        return MEDIA_TYPE, data, [problem("BB404", f"is not valid SVG: {error.msg}", "Save it again as plain SVG.")]
    if root.tag != f"{_SVG}svg":
        return MEDIA_TYPE, data, [problem("BB404", "is not SVG", "Save it again as plain SVG.")]
    if is_too_much(root):
        return (
            MEDIA_TYPE,
            data,
            [
                problem(
                    "BB404",
                    "has or repeats too many shapes, points or letters to be drawn",
                    "Simplify it, or save it as PNG.",
                )
            ],
        )
    gone = _clean_svg(root)
    changed = _strip(root)
    unmeasured = _clean_measures(root)
    changed |= _mend_ids(root)
    if not (gone or unmeasured or changed):
        return MEDIA_TYPE, data, []
    warnings = []
    if gone:
        message = (
            f"contained {', '.join(sorted(gone))}, which was removed: a picture may not run code or load other files"
        )
        warnings.append(problem("BB405", message, "Save it as plain SVG with everything inside.", Severity.WARNING))
    if unmeasured:
        message = f"has {', '.join(sorted(unmeasured))} without a size that can be drawn; that was left out"
        warnings.append(problem("BB405", message, "Give it a size above 0.", Severity.WARNING))
    return MEDIA_TYPE, lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True), warnings


def _clean_svg(root: lxml.etree._Element) -> set[str]:
    """Take out what could run code or reach other files; returns what it was."""
    gone: set[str] = set()
    if root.getroottree().docinfo.doctype:
        gone.add("a document type")
    for element in [*root.itersiblings(preceding=True), *root.iter()]:
        if not isinstance(element.tag, str):
            if isinstance(element, lxml.etree._ProcessingInstruction):
                gone.add("an instruction")
                _remove(element)
            continue
        name = lxml.etree.QName(element).localname
        imports = name == "style" and _OUTSIDE_URL.search("".join(element.itertext()))
        if name in _FORBIDDEN_SVG or imports or element.get("attributeName", "").endswith("href"):
            gone.add(f"<{name}>")
            _remove(element)
            continue
        for key, value in list(element.attrib.items()):
            attribute = lxml.etree.QName(key).localname
            outside = key in _ADDRESSES and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            if attribute.lower().startswith("on") or outside or _OUTSIDE_URL.search(value):
                gone.add(f"{attribute}=")
                del element.attrib[key]
    return gone


def _clean_measures(root: lxml.etree._Element) -> set[str]:
    """Take out what no program can draw, as SVG says of attributes with errors; returns their names."""
    gone: set[str] = set()
    for element in root.iter():
        for key, value in list(element.attrib.items()) if isinstance(element.tag, str) else ():
            name = lxml.etree.QName(key).localname
            if not _is_drawable(name, value, outermost=element is root):
                gone.add(f"{name}=")
                del element.attrib[key]
    return gone


def _is_drawable(name: str, value: str, *, outermost: bool) -> bool:
    if name in _WORDS or name.startswith(("aria-", "data-")):
        return True
    if _BOUNDLESS.search(value):
        return False
    if name == "viewBox":
        box = _VIEW_BOX.fullmatch(value)
        return box is not None and float(box["width"]) > 0 and float(box["height"]) > 0
    if outermost and name in ("width", "height") and value.strip() != "auto":
        length = _LENGTH.fullmatch(value)
        return length is not None and float(length["number"]) > 0
    return True


def _strip(root: lxml.etree._Element) -> bool:
    """Take out what programs and people wrote into a drawing that is not drawn; tells whether there was any.

    That is comments, metadata, elements and attributes of drawing programs, and what pictures inside it carry.
    """
    stripped_any = any(True for _ in (*root.itersiblings(preceding=True), *root.itersiblings()))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or not element.tag.startswith(_SVG) or element.tag == f"{_SVG}metadata":
            _remove(element)
            stripped_any = True
            continue
        for key in [key for key in element.attrib if lxml.etree.QName(key).namespace not in _NAMESPACES]:
            del element.attrib[key]
            stripped_any = True
        stripped_any |= _strip_style(element) or _strip_picture(element)
    if stripped_any:
        lxml.etree.cleanup_namespaces(root)
    return stripped_any


def _strip_style(element: lxml.etree._Element) -> bool:
    """Take the comments out of a style sheet."""
    if element.tag != f"{_SVG}style" or "/*" not in (element.text or ""):
        return False
    import tinycss2

    rules = tinycss2.parse_stylesheet(element.text or "", skip_comments=True, skip_whitespace=True)
    element.text = tinycss2.serialize(rules)
    return True


def _strip_picture(element: lxml.etree._Element) -> bool:
    """Take its metadata out of a picture that stands in an address."""
    changed = False
    for key in HREFS:
        head, _, body = element.get(key, "").partition(",")
        if head.startswith("data:image/"):
            data = urllib.parse.unquote_to_bytes(body)
            try:
                data = base64.b64decode(data) if head.endswith(";base64") else data
            except ValueError:  # no picture, which nothing will draw
                data = b""
            kind = head.removeprefix("data:").partition(";")[0]
            if (clean := stripped(kind, data)) != data or not data:
                element.set(key, f"data:{kind};base64,{base64.b64encode(clean).decode()}")
                changed = True
    return changed


def _mend_ids(root: lxml.etree._Element) -> bool:
    """Make ids the names that XML wants, each given once, as drawing programs do not; tells whether any was changed."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    taken = {name for element in elements if _XML_NAME.fullmatch(name := element.get("id", ""))}
    names: dict[str, str] = {}
    changed = False
    seen: set[str] = set()
    for element in elements:
        name = element.get("id", "")
        if not name:
            continue
        if name in seen:
            del element.attrib["id"]
            changed = True
        elif not _XML_NAME.fullmatch(name):
            names[name] = next(each for each in _candidates(name) if each not in taken)
            taken.add(names[name])
            element.set("id", names[name])
            changed = True
        seen.add(name)
    for element in elements if names else ():
        for key, written in element.attrib.items():
            if key in HREFS and written[1:] in names:
                element.set(key, f"#{names[written[1:]]}")
            elif "url(#" in written:
                element.set(key, _URL.sub(lambda match: f"url(#{names.get(match[1], match[1])})", written))
    return changed


def _candidates(name: str) -> Iterator[str]:
    base = f"id-{re.sub(r'[^A-Za-z0-9_.-]', '-', name)}"
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _remove(element: lxml.etree._Element) -> None:
    """Take out an element, and leave the words that stand behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "") or None
    else:
        parent.text = (parent.text or "") + (element.tail or "") or None
    parent.remove(element)
