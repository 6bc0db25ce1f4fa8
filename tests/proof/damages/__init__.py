"""Every kind of damage that the proof must find, by what is damaged: one module each, which lists its own `KINDS`."""

from damages.kind import Kind
from damages.passages import KINDS as PASSAGES

KINDS: tuple[Kind, ...] = (*PASSAGES,)
