"""bookbuild's own style sheets and the folders of its themes: the one place that knows where they are."""

from pathlib import Path

_HERE = Path(__file__).parent
FOLDER = _HERE if (_HERE / "base.css").is_file() else _HERE.parents[2] / "styles"
"""In this package where it was installed from a wheel, at the top of a working copy otherwise."""


def stylesheet(name: str) -> str:
    """The text of one style sheet, by its path in the folder: `base.css`, `themes/modern/print.css`."""
    return (FOLDER / name).read_text(encoding="utf-8")


def theme_folder(name: str) -> Path:
    """The folder of a theme."""
    return FOLDER / "themes" / name


def theme_names() -> tuple[str, ...]:
    """The names of all themes, sorted: every folder with a record in it is a theme."""
    return tuple(sorted(record.parent.name for record in FOLDER.glob("themes/*/theme.toml")))
