"""Where children are: what SQL calls the area of a level, and whose records a level looks at together."""

from typing import Final

from app.reports.card import Level
from app.reports.cards.parts import ENGLAND

OWN, ALL = "_own", "_all"
"""The suffix of tables of each organisation's own records, and of tables of all organisations' together."""

_COLUMN_OF: Final = {
    Level.REGION: "region",
    Level.LOCAL_AUTHORITY: "local_authority",
    Level.RESPONSIBLE_AUTHORITY: "responsible_authority",
    Level.ICB: "icb",
}


def quoted(value: str) -> str:
    """A text as SQL writes it."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def scope_of(level: Level) -> str:
    """Whose records a level looks at together."""
    return OWN if level is Level.PROVIDER else ALL


def area_of(level: Level) -> str:
    """The area of a place at a level other than provider; NULL where the level does not concern who lives there."""
    return quoted(ENGLAND) if level is Level.ENGLAND else f"place.{_COLUMN_OF[level]}"
