"""The blocks that may follow `:::`, as blocks.toml lists them: data for whoever reads a manuscript, even the proof."""

import difflib
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Literal

import msgspec

from bookbuild.i18n.words import BLOCK_LABELS, block_label

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_OF_ASIDES = frozenset(
    "note region complementary doc-dedication doc-example doc-footnote doc-glossary doc-pullquote doc-tip".split()
)
_OF_SECTIONS = frozenset(
    "note region group doc-abstract doc-acknowledgments doc-afterword doc-appendix doc-bibliography doc-colophon "
    "doc-conclusion doc-credit doc-credits doc-dedication doc-endnotes doc-epigraph doc-epilogue doc-errata "
    "doc-example doc-foreword doc-glossary doc-index doc-introduction doc-notice doc-preface doc-prologue "
    "doc-pullquote doc-qna".split()
)
ELEMENT_ROLES = {"aside": _OF_ASIDES, "section": _OF_SECTIONS, "div": _OF_ASIDES | _OF_SECTIONS}
"""The roles that an element may have when it holds text, by the W3C's “ARIA in HTML”; EPUBCheck refuses others."""


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
        if wrong := next(_wrong(name, blocks[name]), None):
            raise ValueError(f"blocks.toml, [{name}]: {wrong}")
    known = [alias for block in blocks.values() for alias in block.aliases]
    if twice := {alias for alias in known if alias in blocks or known.count(alias) > 1}:
        raise ValueError(f"blocks.toml: more than one block is called {', '.join(sorted(twice))}")
    return blocks


def _wrong(name: str, block: Block) -> Iterator[str]:
    """What cannot be right about a row by the fields that belong together."""
    if block.role and block.role not in ELEMENT_ROLES[block.element]:
        near = difflib.get_close_matches(block.role, ELEMENT_ROLES[block.element], n=1)
        meant = f"; did you mean “{near[0]}”?" if near else ""
        yield f"<{block.element}> cannot have the role “{block.role}”{meant}"
    if (block.form == "author-note") != (name == "author-note"):
        yield "the form “author-note” is that of the block [author-note], and of no other: readers know it by its name"
    if block.form == "callout" and not block.label_in("en"):
        yield "a callout has a title: give it a label, in English at least"
    if block.aliases and block.form != "callout":
        yield "only callouts have aliases"


BLOCKS = parse((files("bookbuild.manuscript") / "blocks.toml").read_text(encoding="utf-8"))
"""The blocks by name."""
CALLOUTS = tuple(name for name, block in BLOCKS.items() if block.form == "callout")
"""The names of those that are callouts."""
IMPORTED = {alias: name for name, block in BLOCKS.items() for alias in (name, *block.aliases) if name in CALLOUTS}
"""What people type in other tools, and the callout that says it."""


def classes_of(name: str) -> str:
    """The classes that style sheets know a block by."""
    return f"callout {name}" if name in CALLOUTS else name
