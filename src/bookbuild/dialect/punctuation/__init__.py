"""Where `smart-punctuation = true` sets marks (`marks` says how): in the text of chapters, and in what settings say."""

from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

import msgspec
from lxml.html import HtmlElement

from bookbuild.dialect.punctuation.quotes import mark
from bookbuild.dialect.punctuation.text_runs import flows
from bookbuild.model import Manuscript
from bookbuild.settings.people import Person
from bookbuild.settings.schema import Series

_PROSE_SETTINGS = frozenset(
    "title subtitle author translator editor illustrator byline credit series publisher rights license description "
    "keywords".split()
)
"""Settings that readers are shown; others name files, dates and the like. (An author note is part of the text.)"""
_Schema = TypeVar("_Schema", bound=msgspec.Struct)
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."})


def typeset(tree: HtmlElement, language: str) -> None:
    """Set the marks in a tree, in place; `language` (BCP 47) is that of the text unless a `lang` says otherwise."""
    paragraphs = [flow for flow in flows(tree, language) if any(place.text.strip() for place in flow)]
    for flow, following in pairwise([*paragraphs, []]):
        after = "".join(place.text for place in following).lstrip()
        marked = mark([(place.text, place.language) for place in flow], goes_on_with=after[:1])
        for place, text in zip(flow, marked, strict=True):
            if place.element is not None and text != place.text:
                setattr(place.element, place.side, text)


def in_settings(manuscript: Manuscript) -> Manuscript:
    """The manuscript with the marks set in titles, names and whatever else its settings say to readers."""
    language = manuscript.settings.language
    sources, pages = (
        tuple(replace(each, settings=_words(each.settings, each.settings.language or language)) for each in some)
        for some in (manuscript.sources, manuscript.pages)
    )
    return replace(manuscript, settings=_words(manuscript.settings, language), sources=sources, pages=pages)


def as_typed(text: str) -> str:
    """A text with straight marks, whichever it has."""
    return text.translate(_STRAIGHT)


def _words(settings: _Schema, language: str) -> _Schema:
    """Settings with the marks set in what they say to readers."""
    changed: dict[str, object] = {
        key: _set(value, language) for key, value in msgspec.structs.asdict(settings).items() if key in _PROSE_SETTINGS
    }
    return msgspec.structs.replace(settings, **changed)


def _set(value: object, language: str) -> object:
    """A text, a list of texts or a person with the marks set."""
    if isinstance(value, str):
        return mark([(value, language)])[0]
    if isinstance(value, Person):
        return msgspec.structs.replace(value, name=_set(value.name, language), file_as=_set(value.file_as, language))
    if isinstance(value, Series):
        return msgspec.structs.replace(value, name=_set(value.name, language))
    return [_set(each, language) for each in value] if isinstance(value, list) else value
