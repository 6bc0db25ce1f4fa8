"""Settings: those that somebody chose, and others."""

from random import Random

import msgspec

from bookbuild.settings import schema
from fuzz.case import Case
from fuzz.damage import damage

_HONEST = (
    'language = "en-GB"', 'language = "fr"', 'language = "de"', 'author = "Ada Moreau"',
    'author = ["Ada Moreau", "Ben Ito"]', 'subtitle = "A Tale"',
    "smart-punctuation = true", "split = 1", "split = 2", 'date = "1869"', 'publisher = "Wren"',
    'rights = "© 2020 Ada"', "cover = false",
    "title-page = false", 'description = "About rain."', "math = false",
)  # fmt: skip
_STYLES = (
    '[style]\ntheme = "modern"',
    '[style]\ntheme = "large-print"',
    "[epub]\nfonts = true",
    '[pdf]\nnotes = "book"',
    "",
)
_VALUES = (
    "true", "false", "0", "-1", "1", "6", "1e400", "nan", '""', '"x"', '"../x"', '"a.md"', '"en"', '"zz-!"', '"5mm"',
    '"A5"', '"1x1mm"', '"9e9mm"', "[]",
    '["a", "b"]', "[1]", "[[]]", "{}", '{ name = "A" }', '[{ name = "", role = "x" }]', "1979-05-27", '"\\u0000"',
    '"<b>&"', '"978-0-306-40615-7"', '"rtl"',
    '"' + "x" * 300 + '"', '"""a\nb"""', '"book"', '"recto"', '["epub", "manuscript"]', '"booklet"', '"article"',
    '"pages"', '"A4"', '"vertical-rl"',
)  # fmt: skip
_TABLES: dict[str, type[msgspec.Struct]] = {
    "style": schema.StyleSettings, "pdf": schema.PdfSettings, "epub": schema.EpubSettings,
    "images": schema.ImagesSettings,
    "handout": schema.HandoutSettings, "proof": schema.ProofSettings, "series": schema.Series,
    "nosuch": schema.ChapterSettings,
}  # fmt: skip


def honest_settings(chance: Random) -> str:
    """Settings that go with any manuscript."""
    lines = {line.split(" ")[0]: line for line in chance.sample(_HONEST, chance.randint(0, 4))}
    return "\n".join(['title = "The Lamp"', *lines.values(), chance.choice(_STYLES)]) + "\n"


def settings(chance: Random) -> bytes:
    """Settings of which most are good, so that the rest of a book is reached."""
    if chance.random() < 0.8:
        return honest_settings(chance).encode()
    return _any(chance)


def _any(chance: Random) -> bytes:
    lines = ['title = "Any"']
    names = [each.encode_name for each in msgspec.structs.fields(schema.Settings)]
    lines += [f"{name} = {chance.choice(_VALUES)}" for name in chance.sample(names, chance.randint(0, 3))]
    for table in chance.sample(list(_TABLES), chance.randint(0, 2)):
        lines.append(f"[{table}]")
        lines += [f"{chance.choice(_keys(table))} = {chance.choice(_VALUES)}" for _ in range(chance.randint(0, 3))]
    whole = "\n".join(lines).encode()
    return damage(whole, chance, 2) if chance.random() < 0.2 else whole


def _keys(table: str) -> list[str]:
    """The names of the settings in a table, and one that there is not."""
    return [*(each.encode_name for each in msgspec.structs.fields(_TABLES[table])), "nosuch"]


def any_settings(chance: Random) -> Case:
    """A small book with settings of any kind, in book.toml or in its front matter."""
    text = b"# One\n\nWords.\n\n# Two\n\nMore.\n"
    formats = chance.choice(("epub,html", "epub,html", "pdf"))
    options = ("-o", "out", "--to", formats, "-j1", "--no-cache")
    if chance.random() < 0.7:
        files = {"book/book.toml": _any(chance), "book/01.md": text, "book/a.md": b"Apart.\n"}
        return Case(files, ("build", "book", *options))
    front = b"---\n" + _any(chance).replace(b" = ", b": ").replace(b"[", b"- ") + b"\n---\n\n"
    return Case({"one.md": front + text}, ("build", "one.md", *options))
