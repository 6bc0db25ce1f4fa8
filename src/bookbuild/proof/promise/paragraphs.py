"""What stands in a paragraph, from the tokens in it: words, notes referred to, pictures, links."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from bookbuild.manuscript.attributes import ATTRIBUTES
from bookbuild.proof.passages import NOTE_MARK, essence
from bookbuild.proof.promise.marked_words import WordsWithMarks, words_of
from bookbuild.proof.promise.raw_html import Speech, Tag, leads_somewhere, tags

_CAPTION = re.compile(r"\s*\n:[ \t]+")
_INLINE_ATTRIBUTES = re.compile(rf"^{ATTRIBUTES}")
_BLOCK_ATTRIBUTES = re.compile(rf"\n{ATTRIBUTES}[ ]*$")
_CAN_HAVE_ATTRIBUTES = frozenset(
    {"image", "link_close", "em_close", "strong_close", "s_close", "sub_close", "sup_close", "code_inline"}
)
_IN_ROWS = frozenset({"image", "text", "softbreak"})
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
"""Raw HTML whose content is not for readers; whatever comes next in it is skipped until another tag, which ends it."""


def read(
    children: Sequence[Token], numbers: dict[int, str], references: list[str], speech: Speech
) -> tuple[str, tuple[str, ...]]:
    """The words of a paragraph with their marks; if it is a figure or a row of them, their captions too.

    `numbers` gains the number of each note that the paragraph refers to for the first time, `references` each number.
    """
    words = WordsWithMarks()
    before = ""
    for child in _seen(children):
        if child.type == "text" and before in _CAN_HAVE_ATTRIBUTES:
            attributes = _INLINE_ATTRIBUTES.match(child.content)
            if attributes:
                words.mark_last(attributes[0])
            words.add(child.content[attributes.end() if attributes else 0 :])
        elif child.type == "footnote_ref":
            number = numbers.setdefault(int(child.meta["id"]), str(len(numbers) + 1))
            references.append(number)
            words.add(NOTE_MARK)
        elif child.type == "html_inline":
            for tag in _tags(child):
                words.tag(tag, speech.of(tag))
        elif child.nesting:
            words.markup(child)
        else:
            words.say(child)
        before = child.type
    text = _BLOCK_ATTRIBUTES.sub("", words.finished())
    titles = tuple(str(child.attrs.get("title", "")) for child in children if child.type == "image")
    if not children or children[0].type != "image":
        return text, ()
    if len(titles) == 1:
        return _captioned(text, titles[0])
    is_row = not text.strip() and all(child.type in _IN_ROWS for child in children)
    return ("", titles) if is_row else (text, ())


def _seen(children: Sequence[Token]) -> Iterator[Token]:
    """The tokens that a reader is shown something of."""
    hidden = False
    for child in children:
        if child.type == "html_inline":
            hidden = bool(_HIDDEN.fullmatch(child.content))
        if not hidden:
            yield child


def _captioned(text: str, title: str) -> tuple[str, tuple[str, ...]]:
    """The same for a paragraph that begins with an image: its title, or a line after it, is the caption."""
    if mark := _CAPTION.match(text):
        return "", (text[mark.end() :],)
    return (text, ()) if text.strip() else ("", (title,))


def as_task(inline: Token, text: str) -> str:
    """The text of an item of a list, with a box before it if it is a task."""
    if not is_task(inline):
        return text
    return _TASK.sub(lambda mark: "☐ " if mark[1] == " " else "☑ ", text, count=1)


def is_task(inline: Token | None) -> bool:
    """Whether the words that begin an item make it a task."""
    first = inline.children[0] if inline is not None and inline.children else None
    begins = f"{first.content}\ue000" if first is not None and first.type == "text" else ""
    return bool(_TASK.match(begins))


def pictures(children: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Path as typed and words of each picture that is not an ornament."""
    for index, child in enumerate(children):
        if child.type == "image" and not _is_ornament(children, index):
            yield str(child.attrs.get("src", "")), "".join(map(words_of, child.children or ()))
        for tag in _tags(child):
            if tag.name == "img" and tag.attributes.get("alt", "").strip():
                yield tag.attributes.get("src", ""), tag.attributes["alt"]


def _is_ornament(children: Sequence[Token], index: int) -> bool:
    after = children[index + 1].content if index + 1 < len(children) else ""
    attributes = _INLINE_ATTRIBUTES.match(after)
    return not children[index].content.strip() or (attributes is not None and ".decorative" in attributes[0])


def links(children: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Target as typed and essence of each link."""
    target: str | None = None
    words: list[str] = []
    for child in children:
        typed = list(_tags(child))
        addresses = [tag.attributes["href"] for tag in typed if _is_link(tag)]
        closes = child.type == "link_close" or any(tag.name == "a" and tag.closes for tag in typed)
        if child.type == "link_open" or addresses:
            target, words = (addresses or [str(child.attrs.get("href", ""))])[-1], []
        elif closes and target is not None:
            yield target, essence("".join(words))
            target = None
        else:
            words.append(words_of(child))


def _is_link(tag: Tag) -> bool:
    return tag.name == "a" and "href" in tag.attributes and leads_somewhere(tag.attributes["href"])


def _tags(token: Token) -> Iterator[Tag]:
    return tags(token.content) if token.type == "html_inline" else iter(())
