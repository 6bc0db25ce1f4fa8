"""Chinese and Japanese letters, between which the end of a line is no space (CSS Text 4, 4.1.3)."""

import re

_LETTERS = (
    "\u2e80-\u303e\u3041-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff60\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Ideographs, kana, bopomofo and their marks; not Hangul, whose words have spaces between them."""
_MARKS = "“”‘’—…·"
"""Marks that other languages have too; in these languages they are as wide as letters."""
_LANGUAGES = frozenset({"zh", "ja", "yue", "cmn", "lzh", "wuu"})
_LETTER = re.compile(f"[{_LETTERS}]")
_LINE_END = re.compile(f"[{_LETTERS}{_MARKS}][^\\w\\s]*[ \\t]*\\n")


def may_join(text: str) -> bool:
    """Whether any line of a text may end in such a letter."""
    return _LINE_END.search(text) is not None


def joins(before: str, after: str, language: str) -> bool:
    """Whether the end of a line between two letters is no space, in a text of a language (BCP 47)."""
    wide = bool(_LETTER.match(before)), bool(_LETTER.match(after))
    if language.split("-")[0].lower() not in _LANGUAGES:
        return all(wide)
    return any(wide) and all(
        is_wide or (mark and mark in _MARKS) for is_wide, mark in zip(wide, (before, after), strict=True)
    )
