"""What an HTML file would ask of a network or a disk, and what would run in it: a file to pass on does neither."""

import re
from collections.abc import Iterator

import lxml.etree

from bookbuild.problems import beginning
from bookbuild.proof.readback.css_requests import fetched

_EMBEDDING = frozenset("applet audio base embed frame frameset iframe object portal source track video".split())
_ADDRESSES = frozenset({"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"})
_FOLLOWED = frozenset({"a", "area"})
"""Elements whose addresses only a reader's click asks for."""
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def requests(root: lxml.etree._Element) -> Iterator[str]:
    """Every such thing, as a fault of the file."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = lxml.etree.QName(element).localname
        if tag == "script" and element.get("type") != "application/ld+json":
            yield "it holds a script"
        if tag in _EMBEDDING:
            yield f"it has a <{tag}>, which may load what is not in the file"
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "it sends its reader to another page"
        if tag == "style" and _asks("".join(element.itertext())):
            yield "its style sheet loads what is not in the file"
        for name, value in element.attrib.items():
            yield from _of_attribute(tag, str(name).rpartition("}")[2].rpartition(":")[2], str(value))


def _of_attribute(tag: str, name: str, value: str) -> Iterator[str]:
    shown = beginning(value) if not value.startswith("data:") else f"{value.partition(',')[0][:60]},…"
    if name.startswith("on"):
        yield f"<{tag}> has a script ({name})"
    elif name == "style" and _asks(value):
        yield f"the style of <{tag}> loads what is not in the file"
    elif name == "href" and tag in _FOLLOWED:
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*)\s*:", value, re.IGNORECASE)
        if scheme and scheme[1].lower() not in _SCHEMES:
            yield f"it has a link to “{shown}”, which no browser should follow"
    elif (name in _ADDRESSES or name == "href") and value and not value.startswith(("data:", "#")):
        yield f"<{tag}> loads “{shown}”, which is not in the file"


def _asks(css: str) -> bool:
    return any(not address.lower().startswith("data:") for address in fetched(css))
