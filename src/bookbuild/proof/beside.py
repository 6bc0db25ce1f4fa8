"""The reading that a proof needs, done beside other work: by workers, or long ago.

A worker gives what it read as bytes. What an output holds is kept under the bytes of the finished file, and what a
manuscript promises under its texts, so that nothing that a build says of itself is ever believed.
"""

import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from bookbuild.cache import Cache, key
from bookbuild.model import Artifact, Manuscript
from bookbuild.problems import Location
from bookbuild.proof.expect import expect_words, with_pixels
from bookbuild.proof.passages import Reading
from bookbuild.proof.pdf_pages import pages_beside
from bookbuild.proof.read_epub import read_epub
from bookbuild.proof.read_html import read_html
from bookbuild.proof.read_pdf import read_pdf
from bookbuild.proof.unreadable import Unreadable
from bookbuild.workers import WORTH, Inline, each

_Task = TypeVar("_Task")

Later = Callable[[], Reading]
"""Waits for a reading that has begun, and gives it once. Raises what its reader raises."""

Reader = Callable[[bytes, str], Reading]
"""What makes a reading of the bytes and the name of a file. Raises Unreadable."""

READERS: dict[str, Reader] = {".epub": read_epub, ".pdf": read_pdf, ".html": read_html}
"""How each kind of output is read."""


def expect_beside(manuscript: Manuscript, executor: Executor, cache: Cache) -> Later:
    """Begin to tell what every output of a manuscript must hold."""
    texts = replace(manuscript, root=Path())
    said = (texts.settings, texts.settings_path, texts.sources, texts.inputs, texts.drafts, texts.pages)
    place = Location(manuscript.sources[0].path)
    if sum(len(source.text) for source in manuscript.sources) < WORTH:
        executor = Inline()
    words = _beside(_expect, texts, key("expectation", msgspec.json.encode(said)), place, executor, cache)
    return lambda: with_pixels(words(), manuscript)


def read_beside(artifact: Artifact, executor: Executor, cache: Cache) -> Later:
    """Begin to read a finished file back. Raises Unreadable later."""
    name = _name(artifact)
    if artifact.name.endswith(".pdf"):
        return _pdf_beside(artifact, name, executor, cache)
    if len(artifact.data) < WORTH:
        executor = Inline()
    return _beside(_read, artifact, name, Location(artifact.name), executor, cache)


def _pdf_beside(artifact: Artifact, name: str, executor: Executor, cache: Cache) -> Later:
    """The pages of a PDF are read by workers; what its structure makes of them is told here."""
    kept = cache.get(name)
    if kept is not None:
        return lambda: msgspec.json.decode(kept, type=Reading)
    pages = pages_beside(artifact.data, artifact.name, executor, cache)

    def finish() -> Reading:
        found = read(artifact, partial(read_pdf, pages=pages()))
        cache.put(name, msgspec.json.encode(found))
        return found

    return finish


def read(artifact: Artifact, reader: Reader | None = None) -> Reading:
    """Read a finished file back. Raises Unreadable, whatever is wrong with it."""
    reader = reader or next(reader for ending, reader in READERS.items() if artifact.name.endswith(ending))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return reader(artifact.data, artifact.name)
    except Unreadable:
        raise
    except Exception as error:  # as text, since not every library's errors can travel between processes
        raise Unreadable(reason(error)) from error


def reason(error: Exception) -> str:
    """Why a file cannot be read, for a person."""
    return str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"


def _expect(manuscript: Manuscript) -> bytes:
    return msgspec.json.encode(expect_words(manuscript))


def reading_of(artifact: Artifact) -> bytes:
    """What is read in a finished file, for `kept_reading`; nothing, if it cannot be read."""
    try:
        return msgspec.json.encode(read(artifact))
    except Unreadable:
        return b""


def kept_reading(artifact: Artifact, reading: bytes, cache: Cache) -> Later:
    """What a worker has read already in a file that it has made."""
    if not reading:
        return partial(read, artifact)
    cache.put(_name(artifact), reading)
    return lambda: msgspec.json.decode(reading, type=Reading)


def _name(artifact: Artifact) -> str:
    return key("reading", artifact.name, artifact.data)


def _read(artifact: Artifact) -> bytes:
    return msgspec.json.encode(read(artifact))


def _beside(
    function: Callable[[_Task], bytes], task: _Task, name: str, place: Location, executor: Executor, cache: Cache
) -> Later:
    kept = cache.get(name)
    if kept is not None:
        return lambda: msgspec.json.decode(kept, type=Reading)
    working = each(executor, function, [task], lambda task: place)

    def finish() -> Reading:
        data = next(working)
        cache.put(name, data)
        return msgspec.json.decode(data, type=Reading)

    return finish
