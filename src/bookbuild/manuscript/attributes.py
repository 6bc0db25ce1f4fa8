"""What a list of attributes is in Markdown: `{#id .class key=value}`, with a colon first in the way of Kramdown.

Braces that hold anything else are words like others: sets such as `{a, b}`, tags of templates, remarks.
"""

_WORD = r"""(?:\#[^\s{}=]+|\.-?[^\W\d][\w:.-]*|[\w:.@-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]*)|keep|landscape|-)"""
"""An id, a class, a key with its value, or one of the words that stand alone in this dialect."""
ATTRIBUTES = rf"\{{:?[ ]*({_WORD}(?:[ ]+{_WORD})*)[ ]*\}}"
"""A pattern, whose first group is what stands in the braces."""
