"""A text with the numbers of notes behind whatever a sentence may end with."""

ENDS = [
    *(".", "?", "!", "!”", "?”", "…", "—", "–", ")", "]", "’", "%", "", "。", "？", "」", "字", ":", ";"),
    *(" *why?*", " `a.b?`", " [why?](https://example.org)", " ", " **so!**"),
]


def manuscript() -> str:
    """Notes behind words of many lengths, each with every end, so that each comes near the end of a line."""
    texts: list[str] = []
    notes: list[str] = []
    for count in range(3, 9):
        for end in ENDS:
            number = len(notes) + 1
            words = (
                f"The keeper counted {'gulls ' * count}and {'i' * ((count * 7 + number) % 31)} harbour{end}[^{number}]"
            )
            texts.append(f"{words} Then more of it was seen, and nobody minded.")
            notes.append(f"[^{number}]: Note {number}.")
    for count in range(1, 20):
        number = len(notes) + 1
        texts.append(
            f"那时候守塔人每天数着过往的船只直到天黑{'船' * count}灯[^{number}]塔与海鸥{'字' * count}。[^{number}]然后"
        )
        notes.append(f"[^{number}]: Note {number}.")
    return "# Notes\n\n{}\n\n{}\n".format("\n\n".join(texts), "\n".join(notes))
