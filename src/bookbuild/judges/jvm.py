"""How programs written in Java are run: they start quickly, write only into their folder and reach no network."""

from pathlib import Path

from bookbuild.judges.host import java
from bookbuild.judges.process import ToolError

_OPTIONS = (
    "-XX:TieredStopAtLevel=1",  # these two halve the time for a book of ordinary length
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-DsocksProxyHost=127.0.0.1",  # where nothing listens
    "-DsocksProxyPort=9",
)


def java_command(jar: Path, folder: Path) -> list[str | Path]:
    """The command that runs a jar, to which its own options are added."""
    program = java()
    if program is None:
        raise ToolError("needs a Java runtime, and there is none")
    return [program, *_OPTIONS, f"-Djava.io.tmpdir={folder}", f"-Duser.home={folder}", "-jar", jar]
