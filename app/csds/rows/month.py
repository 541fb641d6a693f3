"""What a build is of: a period, a window, a provider, and the lists that rows refer to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.clinical.clinic import Team
from app.clinical.professional import CareProfessional
from app.csds.periods import ReportingPeriod, Window
from app.csds.ports import ChildRecord
from app.identity import Identity, shown
from app.terminology.refset import Refset

Value = str | int | date | datetime | None


class Made(NamedTuple):
    """A row: its table, the identity of what it states, and its values by field; fields left out are blank."""

    table: str
    origin: Identity
    values: Mapping[str, object]


def each_once(rows: Iterable[Made]) -> Iterator[Made]:
    """The rows without repetitions: two needs may be one thing, noted twice or on two records of the child."""
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        key = (row.table, *row.values.values())
        if key not in seen:
            seen.add(key)
            yield row


@dataclass(frozen=True, slots=True)
class Month:
    """A build. `provider` and `submitter` are ODS codes; `created` is when it was made, in Europe/London."""

    period: ReportingPeriod
    window: Window
    provider: str
    submitter: str
    primary_system: str
    created: datetime
    teams: Mapping[Identity, Team]
    professionals: Mapping[Identity, CareProfessional]
    refset: Refset

    def professional_code(self, professional: Identity | None) -> str | None:
        """CARE PROFESSIONAL LOCAL IDENTIFIER."""
        known = None if professional is None else self.professionals.get(professional)
        return None if known is None else known.local_identifier

    def team_code(self, team: Identity | None) -> str | None:
        """CARE PROFESSIONAL TEAM LOCAL IDENTIFIER."""
        known = None if team is None else self.teams.get(team)
        return None if known is None else known.local_identifier


def local_patient(record: ChildRecord, month: Month) -> tuple[str, str]:
    """LOCAL PATIENT IDENTIFIER (EXTENDED), and the organisation whose it is.

    The provider's own number goes before another organisation's; a child without one is known by ours.
    """
    child = record.child
    local = [each for each in child.identifiers if each.kind.value == "local" and each.until is None]
    mine = [each for each in local if each.issuer in (None, month.provider)] or local
    if not mine:
        return shown(child.id), month.provider
    return mine[0].value, mine[0].issuer or month.provider


def known_as(record: ChildRecord, identity: Identity) -> str:
    """SERVICE REQUEST IDENTIFIER or CARE CONTACT IDENTIFIER: the host's where it gave one, else ours."""
    return record.host_identifiers.get(identity) or shown(identity)
