"""Hold the pinned versions of all dependencies against known advisories, without a network.

    .venv/bin/python -m supply                     what requirements*.txt pin, and the floors of pyproject.toml
    .venv/bin/python -m supply --renew all.zip     take the advisories on our dependencies from an export of OSV

The export is https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip; a browser fetches it on any machine. With
a network, `uv audit` asks the same database.
"""

import argparse
import json
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
ADVISORIES = Path(__file__).parent / "advisories.json"
LOCKS = ("requirements.txt", "requirements-test.txt")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_FLOOR = re.compile(r">=\s*([^,\s]+)")


@dataclass(frozen=True)
class Advisory:
    """Versions of a package that are unsafe: from `introduced` on, before `fixed`, up to `last`; both may be empty."""

    package: str
    introduced: str
    fixed: str
    id: str
    summary: str
    last: str = ""

    def hits(self, version: str) -> bool:
        """Whether a version is unsafe."""
        there = Version(version)
        if there < Version(self.introduced) or (self.fixed and there >= Version(self.fixed)):
            return False
        return not self.last or there <= Version(self.last)


def main() -> int:
    """Print each pinned version or floor that is unsafe, and return 1 if there is one."""
    parser = argparse.ArgumentParser(prog="supply", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--renew", type=Path, metavar="ALL.zip", help="an export of OSV for PyPI")
    export = parser.parse_args().renew
    wanted = list(pinned())
    if export is not None:
        advisories = sorted(set(exported(export, {name for name, _, _ in wanted})), key=astuple)
        ADVISORIES.write_text(json.dumps([asdict(each) for each in advisories], indent=1) + "\n", encoding="utf-8")
    unsafe = list(faults(wanted, known()))
    for fault in unsafe:
        print(fault)
    print(f"{len(wanted)} versions against {len(known())} advisories: {len(unsafe)} unsafe")
    return int(bool(unsafe))


def known() -> tuple[Advisory, ...]:
    """The advisories that lie beside this module."""
    return tuple(Advisory(**each) for each in json.loads(ADVISORIES.read_text(encoding="utf-8")))


def pinned() -> Iterator[tuple[str, str, str]]:
    """Every version that is installed from a lock, or may be by `pip install`: package, version, file."""
    for lock in LOCKS:
        for name, version in _PIN.findall((ROOT / lock).read_text(encoding="utf-8")):
            yield canonicalize_name(name), version, lock
    project: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for typed in project["dependencies"]:
        requirement = Requirement(typed)
        if floor := _FLOOR.search(str(requirement.specifier)):
            yield canonicalize_name(requirement.name), floor[1], "pyproject.toml"


def faults(wanted: Iterable[tuple[str, str, str]], advisories: Sequence[Advisory]) -> Iterator[str]:
    """A line for each version that an advisory hits."""
    for name, version, file in wanted:
        for each in advisories:
            if each.package == name and each.hits(version):
                remedy = f"at least {each.fixed}" if each.fixed else "a later one" if each.last else "another package"
                yield f"{file}: {name} {version} is unsafe, {each.id}: {each.summary}; take {remedy}"


def exported(export: Path, packages: set[str]) -> Iterator[Advisory]:
    """The advisories on some packages in an export of OSV, a zip archive of JSON records."""
    with zipfile.ZipFile(export) as archive:
        for name in archive.namelist():
            record = json.loads(archive.read(name))
            if "withdrawn" not in record:
                yield from _of_record(record, packages)


def _of_record(record: Mapping[str, Any], packages: set[str]) -> Iterator[Advisory]:
    identifier = next((alias for alias in record.get("aliases", ()) if alias.startswith("CVE-")), record["id"])
    summary = (record.get("summary") or record.get("details", "")).split("\n")[0][:120]
    for affected in record.get("affected", ()):
        package = canonicalize_name(affected.get("package", {}).get("name", ""))
        if package in packages:
            for introduced, fixed, last in _ranges(affected):
                yield Advisory(package, introduced, fixed, identifier, summary, last)


def _ranges(affected: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """From which version, before which and up to which: OSV has them as events, one after the other."""
    for each in affected.get("ranges", ()):
        events: list[dict[str, str]] = each["events"] if each.get("type") == "ECOSYSTEM" else []
        for event, after in pairwise([*events, {}]):
            if "introduced" in event:
                yield event["introduced"], after.get("fixed", ""), after.get("last_affected", "")


if __name__ == "__main__":
    sys.exit(main())
