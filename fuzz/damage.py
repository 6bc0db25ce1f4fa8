"""Damage to bytes of whatever kind."""

from random import Random

_NUMBERS = (b"0", b"-1", b"1e9", b"99999999999999999999", b"NaN", b"\xff\xff\xff\xff", b"\0", b"")


def damage(content: bytes, chance: Random, most: int = 8) -> bytes:
    """Some bytes changed, lost, doubled or exchanged, and sometimes all after a place lost."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, most)):
        at, width = chance.randint(0, len(changed)), chance.choice((1, 1, 2, 8, 100))
        kind = chance.randint(0, 6)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randint(0, 255)])
        elif kind == 1:
            del changed[at : at + width]
        elif kind == 2:
            changed[at:at] = changed[at : at + width]
        elif kind == 3:
            changed[at : at + chance.choice((1, 2, 4))] = chance.choice(_NUMBERS)
        elif kind == 4:
            other = chance.randint(0, len(changed))
            changed[at : at + width] = changed[other : other + width]
        elif kind == 5:
            changed[at:at] = chance.randbytes(width)
        elif chance.random() < 0.1:
            del changed[at:]
    return bytes(changed)
