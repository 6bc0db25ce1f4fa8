"""Which pages of a book, beside its text, a writer wrote: files with certain names, or what the settings say."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bookbuild.model import ROLES, Role
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.settings.schema import Settings
from bookbuild.settings.values import is_file

FILES = {names.file: role for role, names in ROLES.items() if names.file}
"""Names by which files of a manuscript folder are pages rather than chapters."""

KEYS = {role: names.setting for role, names in ROLES.items() if names.setting}
"""The settings that say what a page holds, in the order of the pages."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page that a writer wrote."""

    role: Role
    file: str
    """The file that holds it; empty where the settings do."""
    text: str
    """Its Markdown, if it stands in the settings."""


def written(settings: Settings, names: Collection[str], place: Callable[[str], Location]) -> tuple[Written, ...]:
    """The pages that settings and the names of files say are written, in their order.

    `place` tells where a key is set. Raises SettingsError where a file and a setting both claim to be a page.
    """
    pages = []
    for role, key in KEYS.items():
        given = setting(settings, role)
        named = next((name for name in names if FILES.get(name) is role), "")
        if isinstance(given, str) and given.strip():
            if named and named != given:
                raise _twice(key, named, place(key))
            pages.append(Written(role, given, "") if is_file(given) else Written(role, "", given))
        elif named and given is not False:
            pages.append(Written(role, named, ""))
    return tuple(pages)


def setting(settings: Settings, role: Role) -> bool | str:
    """What the settings say of a page."""
    value = getattr(settings, KEYS[role].replace("-", "_"))
    assert isinstance(value, bool | str)
    return value


def _twice(key: str, name: str, where: Location) -> SettingsError:
    message = f"“{key}” says what this page holds, and the file {name} does too"
    hint = f'Delete one of the two; or write {key} = "{name}" to take the file.'
    return SettingsError([Problem("BB106", where, message, hint)])
