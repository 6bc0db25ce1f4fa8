"""Pieces → chapters: those that were read before from the cache, the others by workers, a few dozen pages at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import msgspec

from bookbuild.dialect.splitting import Piece
from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import each, shared_out, suited_at_first
from bookbuild.model import Chapter, Metadata, Source
from bookbuild.problems import Location, Problem
from bookbuild.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class _Task:
    """Pieces to be read, with all that their reading depends on."""

    pieces: tuple[Piece, ...]
    metadata: Metadata
    settings: Settings


def begin_chapters(
    cut: Sequence[Piece], metadata: Metadata, settings: Settings, executor: Executor, cache: Cache
) -> Callable[[], list[Chapter]]:
    """Begin to read the chapters that some pieces make. Raises LimitError, perhaps later, if one is nested too deep."""
    settings = Settings(math=settings.math, raw_html=settings.raw_html, smart_punctuation=settings.smart_punctuation)
    matters = msgspec.json.encode((metadata, settings))
    names = [key("chapter", matters, msgspec.json.encode(_unplaced(piece))) for piece in cut]

    def placed(piece: Piece) -> str:
        return key("chapter in its place", matters, msgspec.json.encode(piece))

    chapters = [
        _decoded(piece, cache.get(name) or cache.get(placed(piece))) for piece, name in zip(cut, names, strict=True)
    ]
    missing = [index for index, chapter in enumerate(chapters) if chapter is None]
    unread = [cut[index] for index in missing]
    tasks = [_Task(pieces, metadata, settings) for pieces in shared_out(unread, _letters)]
    found = each(suited_at_first(executor, sum(map(_letters, unread)), len(tasks)), _read, tasks, _place)

    def finish() -> list[Chapter]:
        read = [chapter for data in found for chapter in msgspec.json.decode(data, type=tuple[Chapter, ...])]
        for index, chapter in zip(missing, read, strict=True):
            chapters[index] = chapter
            name = names[index] if _moves(chapter) else placed(cut[index])
            cache.put(name, msgspec.json.encode(chapter))
        return [chapter for chapter in chapters if chapter is not None]

    return finish


def _read(task: _Task) -> bytes:
    from bookbuild.dialect.chapter import read_chapter  # workers have these; who reads nothing does not wait for them
    from bookbuild.dialect.parser import new_parser

    parser = new_parser(raw_html=task.settings.raw_html == "safe", math=task.settings.math)
    return msgspec.json.encode([read_chapter(piece, task.metadata, parser, task.settings) for piece in task.pieces])


def notice(sources: Sequence[Source], settings: Settings) -> tuple[Problem, ...]:
    """What writers type and do not mean, as far as the settings let it stand."""
    from bookbuild import linter
    from bookbuild.dialect.syntax import math

    if settings.math:
        sources = [replace(source, text=math.blanked(source.text)) for source in sources]
    return linter.find(sources, smart_punctuation=settings.smart_punctuation)


def _letters(piece: Piece) -> int:
    return len(piece.source.text)


def _place(task: _Task) -> Location:
    return task.pieces[0].source.location(0)


def _decoded(piece: Piece, data: bytes | None) -> Chapter | None:
    if data is None:
        return None
    return replace(msgspec.json.decode(data, type=Chapter), line=piece.source.location(0).line or 1)


def _unplaced(piece: Piece) -> Piece:
    """The piece wherever it may stand in its file: a line more in one chapter does not change those after it."""
    return piece if piece.source.places else replace(piece, source=replace(piece.source, first_line=1))


def _moves(chapter: Chapter) -> bool:
    """Whether a chapter holds no line of its file but that on which it begins."""
    return not chapter.problems and not chapter.images
