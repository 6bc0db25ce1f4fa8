"""The pictures and fonts that a writer's style sheet uses: found, checked, and named as outputs name them."""

import hashlib
import posixpath
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import FunctionBlock, Node, StringToken, URLToken

from bookbuild.assets.css_checks import walk
from bookbuild.assets.images import load_images
from bookbuild.manuscript.files import contained, read_file
from bookbuild.model import Asset, ImageReference
from bookbuild.problems import Location, Problem

_MAX_FONT_BYTES = 16 * 1024 * 1024

_FONTS = {
    b"wOF2": "font/woff2",
    b"wOFF": "font/woff",
    b"\x00\x01\x00\x00": "font/ttf",
    b"OTTO": "font/otf",
}
"""First bytes of font files, and what they are."""
_NOT_FETCHED = ("namespace", "import")
"""At-rules whose addresses are names, or which are refused as a whole."""


def with_files(root: Path, text: str, path: str) -> tuple[str, list[Asset], list[Problem]]:
    """A style sheet with the names that outputs give the files that it uses; those files; and what is wrong with them.

    It must be CSS that is closed (`css_checks.breaks`). Without files it comes back as it was typed.
    """
    assets: list[Asset] = []
    problems: list[Problem] = []
    nodes = tinycss2.parse_component_value_list(text)
    for node, address in _addresses(nodes):
        where = Location(path, node.source_line)
        if re.match(r"[a-z][a-z0-9+.-]*:|//|/", address, re.IGNORECASE):
            hint = "Put the file into the manuscript folder, and write its path relative to this style sheet."
            problems.append(Problem("BB422", where, f"“{address}” is not a file in the manuscript", hint))
            continue
        written, _, fragment = address.partition("?")[0].partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), urllib.parse.unquote(written)))
        asset = _file(root, file, where, problems)
        if asset is not None:
            assets.append(asset)
            _rename(node, f"{asset.name}#{fragment}" if fragment else asset.name)
    return (tinycss2.serialize(nodes) if assets else text), assets, problems


def _addresses(nodes: list[Node]) -> Iterator[tuple[Node, str]]:
    """What a style sheet fetches by `url()` from outside itself, however that is spelt (CSS Values 3, 3.4)."""
    skipped = False
    for top in nodes:
        if top.type == "at-keyword":
            skipped = top.lower_value in _NOT_FETCHED
        elif skipped:
            skipped = top.type != "{} block" and top != ";"
        else:
            for node in walk([top]):
                address = _address(node)
                if address and not address.startswith("#"):
                    yield node, address


def _address(node: Node) -> str:
    if isinstance(node, URLToken):
        return str(node.value).strip()
    if isinstance(node, FunctionBlock) and node.lower_name == "url":
        return next((str(each.value).strip() for each in node.arguments if each.type == "string"), "")
    return ""


def _rename(node: Node, name: str) -> None:
    """All outputs look for names in this one spelling."""
    quoted = f'"{tinycss2.serializer.serialize_string_value(name)}"'
    if isinstance(node, URLToken):
        node.value, node.representation = name, f"url({quoted})"
    else:
        node.name = "url"
        node.arguments = [StringToken(node.source_line, node.source_column, name, quoted)]


def _file(root: Path, path: str, where: Location, problems: list[Problem]) -> Asset | None:
    name = f"files/{hashlib.sha256(path.encode()).hexdigest()[:12]}{posixpath.splitext(path)[1].lower()}"
    target = contained(root, path)
    if target is not None and target.is_file() and target.suffix.lower() in (".woff2", ".woff", ".ttf", ".otf"):
        data = read_file(target, path, _MAX_FONT_BYTES)
        kind = _FONTS.get(data[:4])
        if kind is None:
            problems.append(Problem("BB404", where, f"“{path}” is not a font", "Save it again as WOFF2, TTF or OTF."))
            return None
        return Asset(name, kind, data, path, hashlib.sha256(data).hexdigest())
    loaded, image_problems = load_images(root, [ImageReference(path, name, where.path, where.line, True)])
    problems += image_problems
    return next(iter(loaded), None)
