"""Words that elements of raw HTML say by themselves, which not all outputs would show: they are put into the text.

Browsers print quotation marks around `q`, in print they would not be proven; and only browsers set `ruby` above its
words: elsewhere brackets keep the two apart.
"""

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.i18n.punctuation import marks


def raw_words(tree: HtmlElement, language: str) -> None:
    """Give each `q` the marks of the language around it, and each `rt` its brackets."""
    quotations = list(tree.iter("q"))
    pairs = [sum(1 for _ in each.iterancestors("q")) % 2 for each in quotations]
    for quotation, is_inner in zip(quotations, pairs, strict=True):
        before, after = marks(language).inner if is_inner else marks(language).outer
        quotation.tag = "span"
        quotation.attrib.pop("cite", None)
        quotation.set("class", " ".join(filter(None, (quotation.get("class"), "q"))))
        quotation.text = before + (quotation.text or "")
        if len(quotation):
            quotation[-1].tail = (quotation[-1].tail or "") + after
        else:
            quotation.text += after
    for box in tree.iter("details"):
        if box.find("summary") is None:
            box.set("open", "")  # nothing would say what is in it
    for reading in list(tree.iter("rt")):
        around = reading.getparent()
        if around is not None and next(around.iter("rp"), None) is None:
            tail, reading.tail = reading.tail, None
            reading.addprevious(E.rp("("))
            closing = E.rp(")")
            closing.tail = tail
            reading.addnext(closing)
