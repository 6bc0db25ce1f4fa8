"""Damage to the structure of formulas: signs, numerators, exponents, limits, roots."""

import random

from damages.elements import Element, Wreck, on_screens, renamed, unwrapped

_WHERE = "ancestor::m:math"


def _exchanged(element: Element, chance: random.Random) -> bool:
    """The two parts of an element change places."""
    if len(element) < 2:
        return False
    element.append(element[-2])
    return True


def _sign(old: str, new: str) -> Wreck:
    def change(element: Element, chance: random.Random) -> bool:
        if element.text != old:
            return False
        element.text = new
        return True

    return change


def _limit_lost(element: Element, chance: random.Random) -> bool:
    element.remove(element[-1])
    tag = str(element.tag)
    element.tag = tag.replace("munderover", "munder").replace("msubsup", "msub")
    return True


KINDS = (
    *on_screens("a plus become a minus", "//m:math//m:mo[.='+']", _sign("+", "\u2212"), _WHERE),
    *on_screens("a minus become a plus", "//m:math//m:mo[.='\u2212']", _sign("\u2212", "+"), _WHERE),
    *on_screens("numerator and denominator exchanged", "//m:mfrac", _exchanged, _WHERE),
    *on_screens("an exponent on the line", "//m:msup", unwrapped, _WHERE),
    *on_screens("an exponent become an index", "//m:msup", renamed("msub"), _WHERE),
    *on_screens("base and exponent exchanged", "//m:msup", _exchanged, _WHERE),
    *on_screens("a root lost", "//m:msqrt", unwrapped, _WHERE),
    *on_screens("the limits of a sum exchanged", "//m:munderover", _exchanged, _WHERE),
    *on_screens("the upper limit of a sum lost", "//m:munderover", _limit_lost, _WHERE),
    *on_screens("a fraction become its parts", "//m:mfrac", unwrapped, _WHERE),
)
