"""What can be wrong, how it is said, and which exit code it leads to.

Checking code *returns* `Problem` values and never prints. Where the work cannot go on, it raises one
of these, and the command line turns it into sentences and an exit code:

    BookError
    ├── ContentError    1  the manuscript is at fault
    ├── SettingsError   2  the command or the settings are at fault
    ├── HostError       3  the machine is at fault: disk, permission, missing library
    └── LimitError      4  the manuscript is larger or deeper than the limits allow
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

CATALOGUE = {
    "BB101": "A key in the settings or in a front matter is not known.",
    "BB102": "A key has a value of the wrong kind, or one that cannot be right.",
    "BB103": "book.toml is not valid TOML.",
    "BB104": "A front matter is not valid YAML, or is never closed.",
    "BB105": "The book has no title.",
    "BB106": "Two settings contradict each other, or a listed chapter does not exist.",
    "BB107": "The command was given something it cannot use.",
    "BB201": "There is no manuscript at the place given.",
    "BB202": "The manuscript has no chapters.",
    "BB203": "A file is not UTF-8 text.",
    "BB204": "A file contains control characters, which no reader shows.",
    "BB205": "A path leads out of the manuscript folder.",
    "BB206": "A chapter is empty.",
    "BB207": "A file cannot be read.",
    "BB208": "Settings that only another tool needs were left out.",
    "BB209": "A table of contents of another tool lists what is not there, or has a line that says nothing.",
    "BB210": "A table of contents lists a draft without a file.",
    "BB211": "A file, or a part of one, that a text includes does not exist.",
    "BB301": "A ::: block is never closed, or is closed without having been opened.",
    "BB302": "A ::: block has a name that is not known.",
    "BB303": "A footnote is referred to but not defined.",
    "BB304": "A footnote is defined but never referred to.",
    "BB305": "The same id is given twice.",
    "BB306": "A link leads to nothing in the book.",
    "BB307": "Raw HTML that no reader may be given was removed.",
    "BB308": "An image has no alternative text.",
    "BB309": "A footnote is defined twice.",
    "BB310": "A link target is defined but no link leads there.",
    "BB311": "A list begins with a high number, which may have been meant as a year.",
    "BB312": "An abbreviation is explained but never used.",
    "BB320": "A formula is not TeX that can be set.",
    "BB321": "A formula is longer or deeper nested than the limits allow.",
    "BB322": "A formula cannot be drawn on the pages.",
    "BB323": "A formula is wider than the page, and is shown smaller there.",
    "BB324": "A formula is begun with $$ but never ended.",
    "BB330": "A code block is never closed.",
    "BB331": "An HTML comment is never closed, and hides the rest of the text.",
    "BB332": "A paragraph that is indented by four spaces is set as code.",
    "BB333": "A line was meant as a heading, but has no space after its #.",
    "BB334": "A paragraph becomes a heading, because a line of dashes stands directly under it.",
    "BB335": "A line directly under a quotation is swallowed by it.",
    "BB336": "The source of a quotation stands in it, but is not told apart from its words.",
    "BB337": "The source of a quotation stands outside it.",
    "BB338": "A link was meant, but is typed so that its marks are printed.",
    "BB339": "A link or an image is never closed.",
    "BB340": "A link or an image has a label that is defined nowhere.",
    "BB342": "Bold or italic text is begun and never ended.",
    "BB343": "Lines were meant as a list, but do not begin as its items do.",
    "BB344": "An item of a list is typed with another number than it gets.",
    "BB345": "A text holds letters that nobody sees.",
    "BB346": "A text holds letters that were damaged when it was copied or saved.",
    "BB347": "A hyphen is not the one of the keyboard, so that a search does not find its word.",
    "BB348": "A tab stands inside a line, where readers see a single space.",
    "BB349": "A named character is not known.",
    "BB350": "The path of a link or an image holds spaces.",
    "BB351": "A path holds on one computer only.",
    "BB352": "A heading skips a level.",
    "BB353": "An HTML block is never closed.",
    "BB354": "A row of a table has more cells than the table has columns.",
    "BB355": "Lines were meant as a table, but are not read as one.",
    "BB356": "A quotation mark is opened and never closed.",
    "BB357": "Straight and curly quotation marks are mixed in one chapter.",
    "BB358": "A paragraph was meant for a note, but is not indented.",
    "BB359": "A merge of two versions of a file was never finished.",
    "BB360": "A passage can be read in two ways: bookbuild and other programs understand it differently.",
    "BB361": "Attributes in braces belong to nothing, and are printed.",
    "BB362": "A line that begins with a colon makes a definition of the sentence above it.",
    "BB363": "A sentence with angle brackets is read as an HTML tag, and vanishes.",
    "BB370": "Code that another tool would run is shown as code; what it makes is not in the book.",
    "BB371": "A command of another tool stays in the text as typed.",
    "BB372": "A citation by key stays in the text as typed; no bibliography is made of keys.",
    "BB373": "A cross reference leads to nothing that has a number.",
    "BB374": "A table drawn with lines or spaces is shown as drawn.",
    "BB375": "What is written for another format, such as TeX, is left out or stays as typed.",
    "BB376": "A list numbered with letters or brackets is no list in Markdown.",
    "BB377": "A wiki link leads nowhere.",
    "BB378": "A comment between %% was left out.",
    "BB379": "A line holds nothing but tags.",
    "BB380": "A block for other formats than an e-book was left out.",
    "BB401": "An image does not exist.",
    "BB402": "An image lies outside the manuscript folder.",
    "BB403": "An image lies on another computer.",
    "BB404": "An image cannot be read, or is not of a kind that all readers show.",
    "BB405": "Parts of an SVG image that could run code or load other files were removed.",
    "BB406": "The cover that is made for a book has no title on it.",
    "BB420": "A style sheet is not CSS.",
    "BB421": "A style sheet for the e-book says what e-readers do not survive.",
    "BB422": "A style sheet asks for something outside the manuscript.",
    "BB501": "A style or a part of a page could not be laid out as written.",
    "BB502": "No font has a letter that the text uses.",
    "BB503": "Pages on the left and on the right have spaces for text of different sizes.",
    "BB504": "A note is longer than a page.",
    "BB505": "A margin is too small for a bound book.",
    "BB601": "A library that the PDF needs is missing.",
    "BB602": "An output cannot be written.",
    "BB603": "A PDF cannot be made into a handout, or only what is left of it.",
    "BB604": "A handout takes more than two sheets of paper.",
    "BB605": "A file inside a PDF has a name under which it cannot be written safely.",
    "BB606": "A file would be overwritten.",
    "BB607": "A PDF carries no files, or no manuscript.",
    "BB608": "The files inside a PDF are beyond the limits, or packed in a way that is not read.",
    "BB609": "The sheets of a handout do not hold each page once and in order.",
    "BB701": "The manuscript is larger or deeper nested than the limits allow.",
    "BB702": "A process died while it worked on a chapter.",
    "BB801": "Words of the manuscript are missing from an output, or are changed in it.",
    "BB802": "An output holds words that the manuscript does not have.",
    "BB803": "A passage stands in an output as something else: a quotation as plain text, a heading at another level.",
    "BB804": "A note is missing from an output, has another number, or is referred to from another place.",
    "BB805": "An output cannot be read back.",
    "BB806": "A picture is missing from an output, is another one, or is described otherwise.",
    "BB807": "A link or an entry of the contents is missing from an output, or leads elsewhere.",
    "BB808": "An output gives another title, author or language, other rights or the like, than the manuscript.",
    "BB809": "An output is damaged in itself: a link into the void, a font that is not embedded.",
    "BB810": "A PDF is not tagged, so that only its words can be compared.",
    "BB811": "A file was altered, or is missing, since the build that build.json tells of.",
    "BB851": "EPUBCheck finds that an EPUB breaks the standard.",
    "BB852": "Ace finds that some readers cannot use an EPUB.",
    "BB853": "A PDF breaks the standard for accessible PDFs, PDF/UA-1, or for archives, PDF/A, as veraPDF finds.",
    "BB859": "A judge could not judge: it failed, took too long, or gave an answer that cannot be understood.",
    "BB901": "bookbuild itself went wrong.",
}
"""Every code that a `Problem` can carry, with what it stands for. Codes are stable: scripts may rely on them."""


class Severity(Enum):
    """How much a problem matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands: a path as the user typed or would type it, and what of the rest is known."""

    path: str
    line: int | None = None
    """Counted from 1."""
    column: int | None = None
    """Of the first letter meant, counted from 1 in code points."""
    length: int = 1
    """How many code points are meant, none of them beyond the line."""

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what (`message`), where (`location`) and what to do about it (`hint`)."""

    code: str
    location: Location
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


class BookError(Exception):
    """The work cannot go on, for the reasons given in `problems` (at least one)."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.location}: {p.message}" for p in self.problems))

    def __reduce__(self) -> tuple[type["BookError"], tuple[tuple[Problem, ...]]]:
        """Errors travel between processes, with what they know."""
        return type(self), (self.problems,)


class ContentError(BookError):
    """The manuscript is at fault."""

    exit_code = 1


class SettingsError(BookError):
    """The command line or the settings are at fault."""

    exit_code = 2


class HostError(BookError):
    """The machine is at fault: a full disk, a missing permission, a missing library."""

    exit_code = 3


class LimitError(BookError):
    """The manuscript is larger, or nested deeper, than the limits allow."""

    exit_code = 4


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that stop a build."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
