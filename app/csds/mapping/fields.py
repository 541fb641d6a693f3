"""How each field is filled: from which items of the catalogue, by which rule, or why it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.csds.mapping.contacts import CONTACTS
from app.csds.mapping.diagnoses import DIAGNOSES
from app.csds.mapping.patients import PATIENTS
from app.csds.mapping.referrals import REFERRALS


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """A field: `sources` are keys of the catalogue, `rule` how they become the value; `why_not`, why it is blank."""

    table: str
    field: str
    sources: tuple[str, ...]
    rule: str
    why_not: str

    @property
    def filled(self) -> bool:
        """Whether it has a value where one is known."""
        return not self.why_not


def field_mappings() -> tuple[FieldMapping, ...]:
    """Every field, in the order of the declarations."""
    return tuple(each for text in (PATIENTS, REFERRALS, CONTACTS, DIAGNOSES) for each in _read(text))


def _read(text: str) -> Iterator[FieldMapping]:
    """From lines: a table's name alone, then `field | sources | rule` or `field | - | why not`."""
    table = ""
    for line in text.strip().splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 1:
            table = parts[0] or table
            continue
        field, sources, words = parts
        if sources == "-":
            yield FieldMapping(table, field, (), "", words)
        else:
            yield FieldMapping(table, field, tuple(each for each in sources.split() if each != "*"), words, "")
