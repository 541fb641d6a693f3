"""Which children have a second or a further given name that begins as it is sought.

The names are kept with one key for all that were given, which tells how the first begins. A further one begins where a
space stood, which the key no longer has: those whose key holds what is sought are looked at one by one.
"""

from collections.abc import Iterable

from sqlalchemy import Text, bindparam, select

from app.identity import Identity
from app.register.names import name_key
from app.store import tables
from app.store.children import current_demographics
from app.store.database import Prepares, Reading
from app.store.fhir_source import mine


class GivenNames:
    """Reads whose further given names begin as keys do."""

    def __init__(self, database: Prepares) -> None:
        who = tables.child_demographics
        several, holds = who.c.given_name.like("% %"), who.c.given_key.like(bindparam("holds", type_=Text()))
        self._holding = database.query(
            select(who.c.child, who.c.given_name).where(mine(who), several, holds, current_demographics()),
            "organisation",
            "holds",
        )

    def called(self, reading: Reading, organisation: Identity, keys: Iterable[str]) -> frozenset[Identity]:
        """The children of whom a given name after the first begins with one of the keys of names."""
        sought = list(dict.fromkeys(keys))
        # A key holds letters and digits alone, so that nothing in it stands for anything else.
        answers = reading.several(*((self._holding, (organisation, f"_%{each}%")) for each in sought))
        return frozenset(
            child
            for key, rows in zip(sought, answers, strict=True)
            for child, name in rows
            if _begins_further(name, key)
        )


def _begins_further(name: str, key: str) -> bool:
    """Whether what was given after the first name, from one of the names on, begins with a key."""
    words = name.split()
    return any(name_key(" ".join(words[place:])).startswith(key) for place in range(1, len(words)))
