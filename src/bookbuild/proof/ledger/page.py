"""The proof as a page for an editor: what was compared, what differs, and each quotation as written and as printed.

One HTML file without scripts, which asks for nothing from outside and is the same, byte for byte, on every day.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from bookbuild.problems import Problem, Severity, errors
from bookbuild.proof import Proof
from bookbuild.proof.comparison.punctuation import with_signs
from bookbuild.proof.comparison.words import MAX_PROBLEMS, Comparison
from bookbuild.proof.ledger.entries import Crop, LedgerPart, parts
from bookbuild.proof.ledger.sections import View, part_section
from bookbuild.proof.ledger.words import count, language, mark, say
from bookbuild.proof.passages import FORMULA, Passage
from bookbuild.results import PDF, TITLES, Artifact, Hearing, format_of
from bookbuild.styles import stylesheet

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def ledger(proof: Proof, title: str, artifacts: Sequence[Artifact], judges: Sequence[Hearing] = ()) -> bytes:
    """The page. `artifacts` are those that were proven: their bytes are fingerprinted, and the PDF is cut up.

    `judges` are those of a check; a build asks none.
    """
    listed = parts(proof.promised, proof.comparisons)
    everything = proof.promised.everything
    view = View(proof, everything, _labels(proof.comparisons), _pictures(proof, listed, everything, artifacts))
    contents = [f'<li><a href="#differences">{_differences(proof)}</a></li>'] if proof.problems else []
    contents += [_contents_entry(part) for part in listed]
    sections = "".join(part_section(part, view) for part in listed)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ledger: {say(title)}</title>
<style>
{stylesheet("ledger.css")}</style>
</head>
<body>
<header>
<p class="eyebrow">Ledger</p>
<h1{language(proof.promised)}>{say(title)}</h1>
{_verdict(proof)}
{"".join(_compared(proof, artifacts))}{"".join(_judges(judges))}</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
<ul>
{"".join(contents)}
</ul>
</nav>
<main>
{"".join(_problems(proof))}{sections}</main>
<footer>
<p>This ledger was made from the finished files: they were opened and read from beginning to end, and each passage was
held against the manuscript, character by character. “Whole” means that all its words are there, in order.</p>
</footer>
</body>
</html>
""".encode()


def _differences(proof: Proof) -> str:
    more = "More than " if any(len(each.problems) >= MAX_PROBLEMS for each in proof.comparisons) else ""
    wrong = errors(proof.problems)
    return more + count(len(wrong), "difference") if wrong else count(len(proof.problems), "remark")


def _verdict(proof: Proof) -> str:
    figures = proof.figures
    if not proof.comparisons:
        return f'<p class="verdict">Nothing was compared</p>\n<p>There is no {TITLES}.</p>'
    if errors(proof.problems):
        where = ", ".join(each.output for each in proof.comparisons if errors(each.problems))
        disagree = (
            f"Manuscript and outputs disagree: {say(where)}." if where else "Every word arrived, but faults were found."
        )
        return f'<p class="verdict wrong"><span class="sign">✗</span> {_differences(proof)}</p>\n<p>{disagree}</p>'
    if proof.allowed:
        stood = len({(each.code, each.where) for each in proof.allowed})
        items = "".join(
            f'<li>{say(each.where)} <span class="code">{say(each.code)}</span>: {say(each.reason)} '
            f"({say(each.message)})</li>\n"
            for each in proof.allowed
        )
        passages = count(stood, "passage")
        return (
            f'<p class="verdict right"><span class="sign">✓</span> Proven but for {passages}</p>\n'
            f"<p>The settings let these stand as they are:</p>\n<ul>\n{items}</ul>"
        )
    outputs = "the output" if figures.outputs == 1 else f"each of {figures.outputs} outputs"
    return (
        '<p class="verdict right"><span class="sign">✓</span> Every word arrived</p>\n'
        f"<p>All {figures.characters:,} characters of the manuscript are in {outputs}.</p>"
    )


def _problems(proof: Proof) -> Iterator[str]:
    if not proof.problems:
        return
    yield f'<section aria-labelledby="differences">\n<h2 id="differences">{_differences(proof)}</h2>\n'
    yield '<ol class="problems">\n'
    for number, problem in enumerate(proof.problems, start=1):
        remark = "" if problem.severity is Severity.ERROR else "Remark. "
        hint = f'<p class="hint">{say(problem.hint)}</p>' if problem.hint else ""
        yield (
            f'<li id="difference-{number}"><p class="source">{say(str(problem.location))}<span class="code">'
            f"{say(problem.code)}</span></p><p>{remark}{say(_sentence(problem, proof))}</p>{hint}</li>\n"
        )
    yield "</ol>\n</section>\n"


def _sentence(problem: Problem, proof: Proof) -> str:
    """The message as a sentence, unless it begins with the name of a file."""
    message = problem.message
    if not message.startswith(tuple(each.output for each in proof.comparisons)):
        message = message[:1].upper() + message[1:]
    return message if message.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{message}."


def _compared(proof: Proof, artifacts: Sequence[Artifact]) -> Iterator[str]:
    figures = proof.figures
    counted = (
        (figures.characters, "character"),
        (figures.passages, "passage"),
        (figures.quotations, "quotation"),
        (figures.notes, "note"),
        (figures.pictures, "picture"),
        (figures.formulas, "formula"),
        (figures.links, "link"),
    )
    yield '<ul class="figures" aria-label="What was compared">\n'
    for number, what in counted:
        yield f"<li><strong>{number:,}</strong> {what if number == 1 else f'{what}s'}</li>\n"
    yield (
        '</ul>\n<div class="table" role="region" aria-label="Outputs" tabindex="0">\n<table>\n'
        '<thead><tr><th scope="col">Output</th><th scope="col">Result</th><th scope="col">Size</th>'
        '<th scope="col">SHA-256 begins with</th></tr></thead>\n<tbody>\n'
    )
    data = {artifact.name: artifact.data for artifact in artifacts}
    for comparison in proof.comparisons:
        there = data.get(comparison.output, b"")
        wrong = len(errors(comparison.problems))
        result = mark(not wrong, count(wrong, "difference") if wrong else "Every word arrived")
        yield (
            f'<tr><th scope="row">{say(comparison.output)}</th><td>{result}</td><td class="number">{len(there):,} bytes'
            f"</td><td><code>{hashlib.sha256(there).hexdigest()[:16]}</code></td></tr>\n"
        )
    yield "</tbody>\n</table>\n</div>\n"


def _judges(judges: Sequence[Hearing]) -> Iterator[str]:
    """Which judges were asked, and why the others were not."""
    if not judges:
        return
    yield '<ul class="judges" aria-label="Judges">\n'
    for each in judges:
        asked = f"was asked about {say(', '.join(each.files))}" if each.files else f"was not asked: {say(each.reason)}"
        yield f"<li>{say(each.judge)} {asked}.</li>\n"
    yield "</ul>\n"


def _contents_entry(part: LedgerPart) -> str:
    runs = part.by_chapter()
    entry = f'<li><a href="#{part.id}s">{part.title}</a> <span class="count">{len(part.entries):,}</span>'
    if len(runs) < 2:
        return f"{entry}</li>\n"
    chapters = "".join(
        f'<li><a href="#{part.id}s-{number}">{say(chapter)}</a> <span class="count">{len(run):,}</span></li>'
        for number, (chapter, run) in enumerate(runs, start=1)
    )
    return f"{entry}<details><summary>By chapter</summary><ul>{chapters}</ul></details></li>\n"


def _labels(comparisons: Sequence[Comparison]) -> Mapping[str, str]:
    endings = [each.output.rpartition(".")[2].upper() for each in comparisons]
    alone = len(set(endings)) == len(endings)
    return {each.output: end if alone else each.output for each, end in zip(comparisons, endings, strict=True)}


def _pictures(
    proof: Proof, listed: Sequence[LedgerPart], everything: Sequence[Passage], artifacts: Sequence[Artifact]
) -> Mapping[tuple[int, ...], tuple[Crop, ...]]:
    """The strips of every entry, cut from the first PDF that could be read."""
    data = {artifact.name: artifact.data for artifact in artifacts if format_of(artifact.name) is PDF}
    comparison = next((each for each in proof.comparisons if each.output in data and each.places), None)
    if comparison is None:
        return {}
    from bookbuild.proof.ledger.crops import crops  # pdfium is not waited for where there is no PDF
    from bookbuild.proof.ledger.letters import Sought

    entries = [entry for part in listed for entry in part.entries]
    numbers = {entry.passages[0]: (f"{entry.number}.", entry.number) for entry in entries if entry.number}
    sought = [
        Sought(
            comparison.places[index].page if index in comparison.places else 0,
            FORMULA.sub("", with_signs(passage.text) if proof.promised.smart_punctuation else passage.text),
            (*passage.ornaments, *numbers.get(index, ())),
        )
        for index, passage in enumerate(everything)
    ]
    groups = [entry.passages for entry in entries]
    return dict(zip(groups, crops(data[comparison.output], sought, groups), strict=True))
