"""Manuscripts made for other tools → sources in bookbuild's own Markdown.

`KINDS` lists the kinds of whole projects, each read by a package of its own; `header` and `metadata` read what stands
above a file, `steps` says which steps a text goes through; every other module is one step or one thing that the steps
need. All of it happens before the rendering and the proof part, so that both read the same text; each line knows where
it was typed (`lines`).
"""

from bookbuild.manuscript.files import Folder, contained
from bookbuild.manuscript.importers.project import Project, ProjectKind

__all__ = ["KINDS", "SETTINGS", "Project", "ProjectKind", "project"]

_OWN = "book.toml"
"""Bookbuild's own settings are called as those of mdBook."""


def _mdbook(folder: Folder, name: str) -> Project | None:
    from bookbuild.manuscript.importers.mdbook import project

    return project(folder, name)


def _quarto(folder: Folder, name: str) -> Project:
    from bookbuild.manuscript.importers.quarto import project

    return project(folder, name)


# Each is imported when a folder has its settings: whose book is bookbuild's own does not wait for the habits of others.
KINDS = (
    ProjectKind(("book.toml",), _mdbook),
    ProjectKind(("_quarto.yml", "_quarto.yaml"), _quarto),
)
"""The kinds of projects, in the order in which they are looked for."""

SETTINGS = frozenset(name for kind in KINDS for name in kind.settings)
"""Files that tell of a whole folder; naming one of them is naming the folder."""


def project(folder: Folder) -> Project | None:
    """The book in a folder, if it was made for another tool; None for bookbuild's own.

    Raises SettingsError where its settings cannot be read.
    """
    for kind in KINDS:
        for name in kind.settings:
            if not (folder.root / name).exists() or contained(folder.root, name) is None:
                continue
            book = kind.read(folder, name)
            if book or name == _OWN:
                return book
    return None
