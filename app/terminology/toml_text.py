"""A TOML file together with the lines its entries stand on, so that a fault in it can be pointed at."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.terminology.faults import Fault

_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_HEADER: Final = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(?:#.*)?$")

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TomlText:
    """A parsed TOML file: its name, its tables and its lines."""

    file: str
    table: Table
    lines: tuple[str, ...]

    def section(self, name: str) -> Table:
        """The table of this name at the top level; empty when the file has none."""
        found = self.table.get(name)
        return found if isinstance(found, dict) else {}

    def line(self, section: str, word: object = None) -> int:
        """The line, from 1, of `word` under the heading `[section]`; of the heading, or the first line, failing that.

        The part of a line after `#` is not looked at. `section` "" is the part of the file above its first heading.
        """
        wanted = re.compile(rf"(?<![\w-]){re.escape(str(word))}(?![\w-])") if word is not None else None
        inside, found = not section, 1
        for number, text in enumerate(self.lines, start=1):
            heading = _HEADER.match(text)
            if heading:
                inside = heading[1].replace('"', "") == section
                found = number if inside else found
            elif inside and wanted and wanted.search(text.partition("#")[0]):
                return number
        return found

    def fault(self, section: str, word: object, what: str, mend: str) -> Fault:
        """A fault at the line of `word` under `[section]`."""
        return Fault(self.file, self.line(section, word), what, mend)


def read_toml(file: str, content: bytes) -> TomlText | Fault:
    """The TOML file in `content`, or the one fault that keeps it from being read. `file` is its name for messages."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(file, line, "a character is not UTF-8.", "Save the file as UTF-8.")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        reason = _PLACE.sub("", str(error))
        return Fault(file, line, f"this is not TOML: {reason}.", "Mend the line, or take the file from the release.")
    except RecursionError:
        return Fault(file, 1, "this nests too deeply to be read.", "Take the file from the release.")
    return TomlText(file, table, tuple(text.split("\n")))
