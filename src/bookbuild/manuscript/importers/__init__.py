"""Manuscripts made for other tools → sources in bookbuild's own Markdown.

`mdbook` and `quarto` read whole projects, `header` and `metadata` what stands above a file, `steps` says which steps
a text goes through; every other module is one step or one thing that the steps need. All of it happens before the
rendering and the proof part, so that both read the same text; each line knows where it was typed (`lines`).
"""

from bookbuild import settings
from bookbuild.manuscript.files import Folder, contained, read_text
from bookbuild.manuscript.importers.project import MDBOOK, QUARTO, Project

__all__ = ["SETTINGS", "Project", "project"]

SETTINGS = (MDBOOK, *QUARTO)
"""Files that tell of a whole folder; naming one of them is naming the folder."""


def project(folder: Folder) -> Project | None:
    """The book in a folder, if it was made for mdBook or Quarto; None for bookbuild's own.

    Raises SettingsError where its settings cannot be read.
    """
    # Who has a book of their own does not wait for the habits of others.
    if (folder.root / MDBOOK).exists():
        from bookbuild.manuscript.importers import mdbook

        text = read_text(folder, MDBOOK)
        values = settings.parse_toml(text, MDBOOK)
        return mdbook.project(folder, values, text) if mdbook.is_mdbook(values) else None
    for name in QUARTO:
        if (folder.root / name).exists() and contained(folder.root, name) is not None:
            from bookbuild.manuscript.importers import quarto

            return quarto.project(folder, name)
    return None
