"""What the routes of releases work with."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.administration.ports import AccountRecords
from app.administration.releases.desk import ReleaseDesk
from app.administration.releases.view import People, Switching
from app.administration.releases.words import SHIPPED
from app.errors import NotFound
from app.terminology.releases import LoadedRelease
from app.web.calls import Call
from app.web.pages import Pages

Messages = Mapping[str, str]
NO_MESSAGES: Final[Messages] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReleasePages:
    """What the routes of releases work with."""

    desk: ReleaseDesk
    accounts: AccountRecords
    pages: Pages

    def people(self, call: Call) -> People:
        """Who may be named to the person who asks."""
        accounts = self.accounts.accounts(call.principal.organisation.id)
        return People({each.id: each.display_name for each in accounts})

    def switching(self) -> Switching:
        """The releases and switches as they stand."""
        return Switching(self.desk.records.releases(), self.desk.records.switches())

    def release(self, key: str) -> LoadedRelease | None:
        """The release with this very key, or None for the shipped list.

        Raises:
            NotFound: there is none.
        """
        if key == SHIPPED:
            return None
        found = next((each for each in self.desk.records.releases() if each.key == key), None)
        if found is None:
            raise NotFound("There is no such release.")
        return found


def whole_number(text: str) -> int | None:
    """A number from a form or an address, counted from 0; None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
