"""Pieces → chapters: those that were read before from the cache, the others by workers, a few dozen pages at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

import msgspec

from bookbuild.dialect.splitting import Piece
from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline, shared_out, suited_at_first
from bookbuild.jobs.tasks import Elsewhere, Job, map_cached
from bookbuild.model import Chapter, Metadata, Source
from bookbuild.problems import Problem
from bookbuild.settings.schema import Settings, StyleSettings


def begin_chapters(
    cut: Sequence[Piece], metadata: Metadata, settings: Settings, executor: Executor, cache: Cache
) -> Callable[[], list[Chapter]]:
    """Begin to read the chapters that some pieces make. Raises LimitError, perhaps later, if one is nested too deep."""
    settings = Settings(
        math=settings.math,
        raw_html=settings.raw_html,
        smart_punctuation=settings.smart_punctuation,
        style=StyleSettings(page_breaks=settings.style.page_breaks),
    )
    matters = msgspec.json.encode((metadata, settings))
    job: Job[Piece] = Job(
        run=partial(_read, metadata, settings),
        key=lambda piece: key("chapter", matters, msgspec.json.encode(_unplaced(piece))),
        place=lambda piece: piece.source.location(0),
        share=partial(shared_out, size=_letters),
        elsewhere=Elsewhere(
            lambda piece: key("chapter in its place", matters, msgspec.json.encode(piece)), _stays_in_its_place
        ),
    )
    encoded = map_cached(job, cut, cache, partial(_suited, executor))

    def finish() -> list[Chapter]:
        return [
            replace(msgspec.json.decode(data, type=Chapter), line=piece.source.location(0).line or 1)
            for piece, data in zip(cut, encoded, strict=True)
        ]

    return finish


def _suited(executor: Executor, shares: Sequence[tuple[Piece, ...]]) -> Executor:
    return suited_at_first(executor, sum(_letters(piece) for share in shares for piece in share), len(shares))


def _read(metadata: Metadata, settings: Settings, some: tuple[Piece, ...]) -> list[bytes]:
    from bookbuild.dialect.chapter import read_chapter  # workers have these; who reads nothing does not wait for them
    from bookbuild.dialect.parser import new_parser

    parser = new_parser(raw_html=settings.raw_html == "safe", math=settings.math)
    return [msgspec.json.encode(read_chapter(piece, metadata, parser, settings)) for piece in some]


def notice(sources: Sequence[Source], settings: Settings, cache: Cache) -> tuple[Problem, ...]:
    """What writers type and do not mean, as far as the settings let it stand."""
    matters = Settings(math=settings.math, smart_punctuation=settings.smart_punctuation)
    job: Job[Source] = Job(
        run=partial(_notice, matters),
        key=lambda source: key("mistakes", msgspec.json.encode((matters, source))),
        place=lambda source: source.location(0),
    )
    told = map_cached(job, sources, cache, lambda shares: Inline())  # the workers have the chapters to read
    return tuple(problem for data in told for problem in msgspec.json.decode(data, type=tuple[Problem, ...]))


def _notice(settings: Settings, sources: Sequence[Source]) -> list[bytes]:
    from bookbuild import linter
    from bookbuild.dialect.syntax import math

    if settings.math:
        sources = [replace(source, text=math.blanked(source.text)) for source in sources]
    return [
        msgspec.json.encode(linter.find([source], smart_punctuation=settings.smart_punctuation)) for source in sources
    ]


def _letters(piece: Piece) -> int:
    return len(piece.source.text)


def _unplaced(piece: Piece) -> Piece:
    """The piece wherever it may stand in its file: a line more in one chapter does not change those after it."""
    return piece if piece.source.places else replace(piece, source=replace(piece.source, first_line=1))


def _stays_in_its_place(data: bytes) -> bool:
    """Whether a chapter holds a line of its file other than that on which it begins."""
    chapter = msgspec.json.decode(data, type=Chapter)
    return bool(chapter.problems or chapter.images)
