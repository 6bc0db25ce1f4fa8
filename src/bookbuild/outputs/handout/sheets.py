"""The pages of the print edition → sheets of paper, as the settings of the manuscript have them."""

from bookbuild.model import Book
from bookbuild.outputs.context import Context
from bookbuild.outputs.handout import impose
from bookbuild.results import PDF, Artifact
from bookbuild.settings.schema import HandoutSettings


def render(book: Book, context: Context) -> Artifact:
    """Put the pages of the finished PDF onto sheets. Raises SettingsError where the settings leave no room."""
    settings = context.settings.handout or HandoutSettings()
    pages = context.made[PDF.name].data
    imposed = impose(pages, settings, context.settings_path, right_to_left=book.metadata.direction == "rtl")
    name = f"{context.name}.{settings.layout}{PDF.ending}"
    return Artifact(name, PDF.media_type, imposed.data, problems=imposed.problems)
