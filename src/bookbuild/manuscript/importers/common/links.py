"""Links between the files of a book, as the tools write them, as links to the files that bookbuild reads."""

import posixpath
import re
import urllib.parse
from collections.abc import Callable, Collection, Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose
from bookbuild.manuscript.scan.inline import CODE_SPAN

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
_TARGET = re.compile(
    r"(?<=\]\()(?P<inline><[^<>\n]*>|[^\s()<>]+)"
    r"|^(?P<label> {0,3}\[[^\[\]^][^\[\]]*\]:[ \t]*)(?P<defined>\S+)"
    r"|(?P<key>\bhref=)(?P<quote>[\"'])(?P<raw>[^\"']*)(?P=quote)"
)
_NAME = re.compile(r"(<a\s+)name=(?=[\"'])", re.IGNORECASE)
_INDEXES = ("README.md", "index.md", "readme.md", "index.qmd")


def to_files(lines: Sequence[Line], path: str, files: Collection[str], top: str = "") -> Changed:
    """Links to the pages that a tool would have made (`b.html`, `b/index.html`, `b/`) lead to the files instead.

    A target that begins with a slash counts from the folder `top`.
    """

    def change(target: str) -> str:
        if _SCHEME.match(target):
            return target
        name, mark, fragment = target.partition("#")
        from_top = name.startswith("/")
        folder = top if from_top else posixpath.dirname(path)
        whole = posixpath.join(folder, urllib.parse.unquote(name).lstrip("/"))
        meant = _file(whole, files) or (posixpath.normpath(whole) if from_top else None)
        if meant is None:
            return target
        relative = posixpath.relpath(meant, posixpath.dirname(path) or ".")
        return urllib.parse.quote(relative) + mark + fragment

    return retargeted(lines, change)


def retargeted(lines: Sequence[Line], change: Callable[[str], str]) -> Changed:
    """The lines with every target of a link changed."""

    def changed(link: re.Match[str]) -> str:
        if link["inline"]:
            target = link["inline"]
            inner = target.strip("<>")
            return target if (new := change(inner)) == inner else new
        if link["label"]:
            return link["label"] + change(link["defined"])
        return f"{link['key']}{link['quote']}{change(link['raw'])}{link['quote']}"

    def in_line(text: str) -> str:
        spans = [span.span() for span in CODE_SPAN.finditer(text)]
        return _TARGET.sub(
            lambda link: link[0] if any(a <= link.start() < b for a, b in spans) else changed(link), text
        )

    return in_prose(lines, lambda prose: ([line._replace(text=in_line(line.text)) for line in prose], []))


def anchors(lines: Sequence[Line]) -> Changed:
    """`<a name="x">`, as people type it who learnt HTML long ago, becomes `<a id="x">`."""
    return in_prose(lines, lambda prose: ([line._replace(text=_NAME.sub(r"\1id=", line.text)) for line in prose], []))


def _file(path: str, files: Collection[str]) -> str | None:
    """The file of the book that a path means; None where it is a file already, or none of the book."""
    folder = path.endswith("/") or posixpath.basename(path) in ("", ".", "..")
    normal = posixpath.normpath(path)
    if normal in files and not folder:
        return None
    stem, suffix = posixpath.splitext(normal)
    candidates = [f"{stem}.md", f"{stem}.qmd"] if suffix in (".html", ".md", ".qmd") else []
    if posixpath.basename(stem) == "index" and suffix in (".html", ".md"):
        candidates += [posixpath.join(posixpath.dirname(normal), name) for name in _INDEXES]
    if folder or not suffix:
        candidates += [posixpath.join(normal, name) for name in _INDEXES]
    return next((posixpath.normpath(each) for each in candidates if posixpath.normpath(each) in files), None)
