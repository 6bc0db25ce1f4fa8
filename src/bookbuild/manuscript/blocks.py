"""The blocks that may follow `:::`, as blocks.toml lists them: data for whoever reads a manuscript, even the proof."""

import re
import tomllib
from importlib.resources import files
from typing import Literal

import msgspec

from bookbuild.i18n.words import BLOCK_LABELS, block_label

_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a block is and becomes; blocks.toml explains the fields."""

    element: Literal["div", "section", "aside"]
    form: Literal["plain", "callout", "quotation", "verse", "author-note"] = "plain"
    role: str = ""
    epub_type: str = ""
    label: str | dict[str, str] = ""
    titled: bool = True
    stands: Literal["anywhere", "end"] = "anywhere"
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.label, str) and self.label and self.label not in BLOCK_LABELS:
            raise ValueError(f"there are no words for the label “{self.label}”; give it words of its own by language")

    def label_in(self, language: str) -> str:
        """What it is called in a language (a BCP 47 tag); in English where there are no words."""
        if isinstance(self.label, str):
            return block_label(self.label, language) if self.label else ""
        return self.label.get(language.split("-")[0].lower(), self.label.get("en", ""))


def parse(text: str) -> dict[str, Block]:
    """The blocks by name. Raises ValueError for a row that cannot be right, with the block and the reason."""
    blocks: dict[str, Block] = {}
    for name, row in tomllib.loads(text).items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"blocks.toml, [{name}]: a name has small letters, figures and hyphens")
        try:
            blocks[name] = msgspec.convert(row, Block)
        except msgspec.ValidationError as error:
            raise ValueError(f"blocks.toml, [{name}]: {error}") from error
        if blocks[name].form == "callout" and not blocks[name].label_in("en"):
            raise ValueError(f"blocks.toml, [{name}]: a callout has a title: give it a label, in English at least")
        if blocks[name].aliases and blocks[name].form != "callout":
            raise ValueError(f"blocks.toml, [{name}]: only callouts have aliases")
    known = [alias for block in blocks.values() for alias in block.aliases]
    if twice := {alias for alias in known if alias in blocks or known.count(alias) > 1}:
        raise ValueError(f"blocks.toml: more than one block is called {', '.join(sorted(twice))}")
    return blocks


BLOCKS = parse((files("bookbuild.manuscript") / "blocks.toml").read_text(encoding="utf-8"))
"""The blocks by name."""
CALLOUTS = tuple(name for name, block in BLOCKS.items() if block.form == "callout")
"""The names of those that are callouts."""
IMPORTED = {alias: name for name, block in BLOCKS.items() for alias in (name, *block.aliases) if name in CALLOUTS}
"""What people type in other tools, and the callout that says it."""


def classes_of(name: str) -> str:
    """The classes that style sheets know a block by."""
    return f"callout {name}" if name in CALLOUTS else name
