"""Justified lines → lines that end at the edge of the text, whatever their font does beside a space.

WeasyPrint measures a line, and shares what is left of it among its spaces. Pango then sets each space apart from the
words, so that these are no longer kerned with it: in a font that does so (a T comes nearer to a space, a quotation mark
too), the line grows by a point or two, and the edge is ragged. Here the spaces are given as much less.
"""

import functools
import weakref
from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout, line_size

_NOTICED = 0.05
"""In CSS pixels: less is only rounding."""
_PROBE = "“The” yard, (a) fjord. Very “well” to be of it: Ask why you – ‘they’ too – Take up a view; for"
"""Words that begin and end as most do."""
_FONT = ("font_family", "font_style", "font_weight", "font_variant_caps", "font_kerning")
_Known = weakref.WeakKeyDictionary[Any, dict[tuple[Any, ...], bool]]


def install() -> None:
    """Have WeasyPrint ask here when it widens the spaces of a line."""
    inline.add_word_spacing = functools.partial(_add_word_spacing, inline.add_word_spacing, _Known())


def _add_word_spacing(
    add: Callable[..., float], known: _Known, context: Any, box: Any, spacing: float, x_advance: float
) -> float:
    """What WeasyPrint's function of this name does, but the text is as wide afterwards as its box."""
    reached = add(context, box, spacing, x_advance)
    spaces = inline.count_expandable_spaces(box) if isinstance(box, TextBox) else 0
    if spaces and _kerns_spaces(known, context, box.style):
        grown = _width(context, box.text, box.style, spacing) - box.width
        if abs(grown) > _NOTICED:
            box.justification_spacing = spacing - grown / spaces
            box.pango_layout = create_layout(box.text, box.style, context, None, box.justification_spacing)
            box.pango_layout.deactivate()
    return reached


def _kerns_spaces(known: _Known, context: Any, style: Any) -> bool:
    """Whether a font does, which is found out once; of others no line has to be measured again."""
    fonts = known.setdefault(style.font_config, {})
    font = tuple(tuple(value) if isinstance(value, list) else value for value in (style[name] for name in _FONT))
    if font not in fonts:
        widths = [_width(context, _PROBE, style, spacing) for spacing in (0, 1)]
        fonts[font] = abs(widths[1] - widths[0] - _PROBE.count(" ")) > _NOTICED
    return fonts[font]


def _width(context: Any, text: str, style: Any, spacing: float) -> float:
    layout = create_layout(text, style, context, None, spacing)
    layout.set_text(text, justify=True)
    return float(line_size(layout.get_first_line()[0], style)[0])
