"""Words and blocks of honest manuscripts: what writers type who mean what they type."""

from collections.abc import Callable
from random import Random

_WORDS = (
    "the of and to in he was that his with had it not her at on as for but she him is you lamp harbour rain boats "
    "morning window letter river salt bread garden stone winter voices 12 1869 3.5 naïve café Århus Łódź straße "
    "d’or don't rock-and-roll AT&T x² №5 Ⅳ 5% §3 50° C# end-to-end"
).split()
_OTHERS = ("Привет мир", "海の上で", "مرحبا بكم", "שלום עולם", "Ελλάδα", "é", "ﬁne", "A\u00a0B", "co\u00adop")
_NAMES = ("Ada Moreau", "Ben Ito", "N. Harris", "Zoë O’Neill", "Lê Văn Tám")
_ENDS = (".", ".", ".", "?", "!", " …", ".”", ":")


def words(chance: Random, most: int = 12) -> str:
    """A few words."""
    chosen = [chance.choice(_WORDS) for _ in range(chance.randint(1, most))]
    if chance.random() < 0.05:
        chosen.append(chance.choice(_OTHERS))
    return " ".join(chosen)


def inline(chance: Random) -> str:
    """A few words, some of them marked."""
    text = words(chance)
    forms = (
        f"*{text}*", f"**{text}**", f"***{text}***", f"`{text}`", f"[{text}](https://example.org/a?b=c&d=1)",
        f"“{text}”",
        f"‘{text}’", f'"{text}"', f"({text})", f"— {text} —", f"H~2~O and x^2^ {text}", f"~~{text}~~",
        f"<em>{text}</em>",
        f"[{text}]{{lang=fr}}", f"**{text} *{words(chance, 3)}***", f"\\*{text}\\*", f"{text}\\\n{words(chance)}",
        f"{text}&nbsp;{words(chance, 2)}&mdash;{words(chance, 2)}", f"<https://example.org/{chance.randint(1, 9)}>",
        f"*{text}* **{words(chance, 2)}**", f"_{text}_", f"snake_case_name {text}", f"2 * 3 * 4 {text}",
        f"a < b > c {text}",
    )  # fmt: skip
    return chance.choice(forms)


def sentence(chance: Random) -> str:
    """A sentence that begins with a letter, so that nothing in it opens a block."""
    parts = [f"The {words(chance)}"]
    for _ in range(chance.randint(0, 3)):
        parts.append(inline(chance) if chance.random() < 0.6 else words(chance))
    return " ".join(parts) + chance.choice(_ENDS)


def paragraph(chance: Random) -> str:
    """Sentences, on one line or on several."""
    return chance.choice((" ", "\n")).join(sentence(chance) for _ in range(chance.randint(1, 4)))


def _quotation(chance: Random) -> str:
    lines = paragraph(chance).replace("\n", "\n> ")
    return f"> {lines}\n>\n> — {chance.choice(_NAMES)}" if chance.random() < 0.7 else f"> {lines}"


def _list(chance: Random) -> str:
    mark = chance.choice(("- ", "* ", "1. ", "3. "))
    gap = chance.choice(("\n", "\n\n"))
    items = []
    for number in range(chance.randint(2, 5)):
        start = f"{int(mark[:-2]) + number}. " if mark[0].isdigit() else mark
        item = start + sentence(chance).replace("\n", " ")
        if chance.random() < 0.2:
            item += f"\n{' ' * 4}- {sentence(chance)}".replace("\\\n", " ")
        items.append(item)
    return gap.join(items)


def _table(chance: Random) -> str:
    columns = chance.randint(2, 4)
    rule = "|" + "|".join(chance.choice(("---", ":--", "--:", ":-:")) for _ in range(columns)) + "|"
    rows = ["| " + " | ".join(words(chance, 3) for _ in range(columns)) + " |" for _ in range(chance.randint(2, 5))]
    caption = f"\n\nTable: {words(chance)}" if chance.random() < 0.3 else ""
    return "\n".join([rows[0], rule, *rows[1:]]) + caption


def _block(chance: Random) -> str:
    kind = chance.choice(("note", "tip", "warning", "aside", "pull-quote"))
    return f"::: {kind}\n{paragraph(chance)}\n:::"


def _verse(chance: Random) -> str:
    lines = "\n".join(words(chance, 6).capitalize() for _ in range(chance.randint(2, 6)))
    return f"::: verse\n{lines}\n\n{words(chance, 6).capitalize()}\n:::"


def _callout(chance: Random) -> str:
    return f"> [!{chance.choice(('NOTE', 'TIP', 'WARNING'))}]\n> {words(chance)}"


def _note(chance: Random) -> str:
    label = f"n{chance.randint(0, 10**9)}"
    return f"The {words(chance)}[^{label}] {words(chance)}.\n\n[^{label}]: {sentence(chance)}".replace("\\\n", " ")


def _code(chance: Random) -> str:
    return f"```{chance.choice(('', 'python', 'text'))}\n{words(chance)}\n  if a < b: *c*\n\n{words(chance)}\n```"


def _definitions(chance: Random) -> str:
    return f"{words(chance, 3)}\n:   {sentence(chance)}".replace("\\\n", " ")


def _figure(chance: Random) -> str:
    return f"![{words(chance, 4)}](dot.png)" + (f"{{#f{chance.randint(0, 10**9)}}}" if chance.random() < 0.2 else "")


BLOCKS: tuple[Callable[[Random], str], ...] = (
    *[paragraph] * 8, *[_quotation] * 3, _list, _list, _table, _block, _verse, _callout, _note, _note, _code,
    _definitions,
    _figure, lambda chance: "* * *", lambda chance: f"{'#' * chance.randint(2, 4)} The {words(chance, 5)}",
)  # fmt: skip


def chapter(chance: Random) -> str:
    """A heading and blocks."""
    blocks = [f"# The {words(chance, 4)}", paragraph(chance)]
    blocks += [chance.choice(BLOCKS)(chance) for _ in range(chance.randint(1, 12))]
    return "\n\n".join([*blocks, paragraph(chance)]) + "\n"
