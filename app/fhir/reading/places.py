"""Where a page ended, as text in the link to the next: the last hit's value of what is sorted by, and its id."""

from datetime import date, datetime
from typing import Final

from app.fhir.ports import After, Hit, SortBy
from app.fhir.reading.written_values import NotReadable
from app.identity import parse_identity, shown

_PARTED_BY: Final = "~"
_FORM: Final = "It is what the link to the next page has. Follow that link, or begin with the first page."


def place_after(hit: Hit, sort: SortBy) -> After:
    """The place after a hit."""
    values = {SortBy.ID: None, SortBy.UPDATED: hit.updated, SortBy.DATE: hit.on}
    return After(values[sort], hit.id)


def place_text(after: After) -> str:
    """A place as text."""
    value = "" if after.value is None else after.value.isoformat()
    return f"{value}{_PARTED_BY}{shown(after.id)}"


def place_from(text: str, sort: SortBy) -> After:
    """The place that a text tells, in what is sorted so.

    Raises:
        NotReadable: it was not written here, or for another order.
    """
    value, _, identity = text.rpartition(_PARTED_BY)
    try:
        return After(_value(value, sort), parse_identity(identity))
    except ValueError:
        raise NotReadable(_FORM) from None


def _value(text: str, sort: SortBy) -> datetime | date | None:
    if sort is SortBy.UPDATED:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("An instant has a zone.")
        return at
    if sort is SortBy.DATE and text:
        return date.fromisoformat(text)
    if text:
        raise ValueError("What is sorted by id has no other value.")
    return None
