"""Finished files, damaged: their bytes, and what lies in their zip entries, objects and streams."""

import functools
import io
import re
import tempfile
import zipfile
from pathlib import Path
from random import Random

import pikepdf

from bookbuild.pipeline.build import build
from fuzz import pictures
from fuzz.case import Case
from fuzz.damage import damage

_TEXT = """# The Lamp

Rain *fell* on [the harbour](#boats).[^1] It was 3.5°.

> Nobody came.
>
> — Ada Moreau

![A picture](dot.png)

| day | rain |
|-----|-----:|
| Mon |    3 |

[^1]: In **winter**.

# Boats {#boats}

- one
- two

::: verse
The boats go out
the boats come in
:::

```python
if a < b: pass
```
"""
_SETTINGS = 'title = "The Lamp"\nauthor = "Ada Moreau"\n[pdf]\nattach = ["manuscript", "epub"]\n'
MANUSCRIPT = {"book/01.md": _TEXT.encode(), "book/book.toml": _SETTINGS.encode(), "book/dot.png": pictures.dot()}

_MARKUP = (
    b"<", b">", b"</p>", b"<p>", b"<div>", b"</div>", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#xFFFF;",
    b"<script>", b"<style>", b"<style>p{display:none}</style>", b"<svg>", b"<math>", b"<mi>x</mi>", b"<table>",
    b"<template>", b"<plaintext>", b"<br/>",
    b" id='x'", b" hidden", b" style='display:none'", b" href='#x'", b" href='javascript:x'",
    b" src='http://example.org/x'", b" xmlns='x'", b" epub:type='noteref'",
    b"<a href='../../x'>", b"<img src='data:image/png;base64,x'>", b"\xff\xfe", b"\0",
    b"<?xml version='1.1' encoding='utf-7'?>", b"<p " + b"a='b' " * 50 + b">",
    b"<b>" * 300, b"</b>" * 300, b"{", b"}", b"@media x{", b"/*", b"*/", b"url(", b"'", b'"', b"\\",
)  # fmt: skip
_OBJECTS = (
    b"null", b"true", b"0", b"-1", b"1e400", b"99999999999", b"()", b"(x)", b"<>", b"<FEFF>", b"<<>>", b"[]",
    b"[[[]]]", b"/X", b"/", b"1 0 R", b"2 0 R", b"3 0 R",
    b"5 0 R", b"9 0 R", b"12 0 R", b"20 0 R", b"999 0 R", b"[0 0 0 0]", b"[0 0 1e9 1e9]", b"/Page", b"/Pages",
    b"/Catalog", b"/StructElem", b"/FlateDecode", b"/P", b"/Span",
    b"/JavaScript", b"/Launch", b"<</S /JavaScript /JS (x)>>", b"(../../x)", b"(\xff\xfe)",
)  # fmt: skip
_OBJECT = re.compile(rb"\d+ 0 R|/[A-Za-z0-9]+|\b-?\d+(?:\.\d+)?\b|\([^()]*\)|<[0-9A-Fa-f]+>")
_TAG = re.compile(rb"<[^>]*>|[\w-]+=\"[^\"]*\"|\b\d+\b")


@functools.cache
def sound() -> dict[str, bytes]:
    """The files of a small book, by their endings."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        manuscript = Path(folder, "book")
        manuscript.mkdir()
        for name, content in MANUSCRIPT.items():
            Path(folder, name).write_bytes(content)
        artifacts = build(manuscript, Path(folder, "out")).artifacts
    return {Path(each.name).suffix: each.data for each in artifacts if "ledger" not in each.name}


def epub(chance: Random) -> Case:
    """An EPUB with damage, given to `check`."""
    whole = sound()[".epub"]
    spoilt = damage(whole, chance) if chance.random() < 0.25 else _spoil_entries(whole, chance)
    return _checked("book.epub", spoilt)


def html(chance: Random) -> Case:
    """An HTML file with damage, given to `check`."""
    return _checked("book.html", _spoil_markup(sound()[".html"], chance))


def pdf(chance: Random) -> Case:
    """A PDF with damage, given to `check`, `unpack` or `handout`."""
    whole = sound()[".pdf"] if chance.random() < 0.25 else _plain_pdf()
    kind = chance.random()
    if kind < 0.3:
        spoilt = damage(whole, chance)
    elif kind < 0.8:
        spoilt = _exchange(whole, _OBJECT, _OBJECTS, chance)
    else:
        spoilt = _spoil_objects(whole, chance)
    commands = (
        ("check", "book", "--outputs", "book.pdf", "--no-judges"),
        ("check", "book.pdf", "--no-judges"),
        ("unpack", "book.pdf", "inside"),
        ("handout", "book.pdf", "--layout", chance.choice(("booklet", "2-up", "4-up"))),
    )
    return Case({**MANUSCRIPT, "book.pdf": spoilt}, chance.choice(commands), seconds=10, megabytes=512)


def _checked(name: str, spoilt: bytes) -> Case:
    command = ("check", "book", "--outputs", name, "--no-judges")
    return Case({**MANUSCRIPT, name: spoilt}, command, seconds=10, megabytes=512)


def _spoil_entries(whole: bytes, chance: Random) -> bytes:
    """Damage in some entries, and sometimes other names and sizes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        struck = set(chance.sample(names, chance.randint(1, 2)))
        for name in names:
            content = old.read(name)
            if name in struck:
                name, content = _spoil_entry(name, content, chance)
            if name:
                new.writestr(name, content, zipfile.ZIP_DEFLATED if name != "mimetype" else zipfile.ZIP_STORED)
    return stream.getvalue()


def _spoil_entry(name: str, content: bytes, chance: Random) -> tuple[str, bytes]:
    kind = chance.random()
    if kind < 0.05:
        return "", b""
    if kind < 0.1:
        return chance.choice(
            ("../x", "/x", "a\\b", "EPUB/%2e%2e/x", "x" * 300, name.upper(), "CON", "é.xhtml")
        ), content
    return name, _spoil_markup(content, chance)


def _spoil_markup(content: bytes, chance: Random) -> bytes:
    if chance.random() < 0.3:
        return damage(content, chance)
    return _exchange(content, _TAG, _MARKUP, chance)


def _exchange(content: bytes, pattern: re.Pattern[bytes], others: tuple[bytes, ...], chance: Random) -> bytes:
    """Some of what a pattern matches replaced by something else, or by what stands elsewhere."""
    places = [match.span() for match in pattern.finditer(content)]
    for start, end in sorted(chance.sample(places, min(len(places), chance.randint(1, 6))), reverse=True):
        elsewhere = chance.choice(places)
        other = chance.choice(others) if chance.random() < 0.6 else content[slice(*elsewhere)]
        if chance.random() < 0.3:
            other = content[start:end] + other
        content = content[:start] + other + content[end:]
    return content


@functools.cache
def _plain_pdf() -> bytes:
    """The same PDF without compression, so that its objects can be reached."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(sound()[".pdf"])) as opened:
        opened.save(
            stream,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            static_id=True,
        )
    return stream.getvalue()


def _spoil_objects(whole: bytes, chance: Random) -> bytes:
    """A PDF whose syntax is sound, with values that others have, loops, and streams that are damaged."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as opened:
        objects = list(opened.objects)
        for _ in range(chance.randint(1, 5)):
            _spoil_object(chance.choice(objects), objects, chance)
        opened.save(stream, static_id=True)
    return stream.getvalue()


def _spoil_object(struck: pikepdf.Object, objects: list[pikepdf.Object], chance: Random) -> None:
    other = chance.choice(objects)
    if isinstance(struck, pikepdf.Stream) and chance.random() < 0.5:
        struck.write(damage(struck.read_bytes(), chance))
    elif isinstance(struck, pikepdf.Stream | pikepdf.Dictionary) and len(list(struck.keys())):
        key = chance.choice(sorted(struck.keys()))
        if key == "/Length":
            return
        if chance.random() < 0.3:
            del struck[key]
        else:
            struck[key] = other if other.is_indirect else pikepdf.Array([])
    elif isinstance(struck, pikepdf.Array) and len(struck):
        struck[chance.randrange(len(struck))] = other
