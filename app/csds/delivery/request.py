"""Of what a submission is built: whose month, from which records, by whom, and who follows it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.access.people import Organisation
from app.clinical.ages import LONDON
from app.csds.lists.kinds import NO_LISTS, Lists
from app.csds.periods import ReportingPeriod, Window
from app.csds.ports import SubmissionRecords
from app.csds.rows.month import Month
from app.terminology.refset import Refset

PRIMARY_SYSTEM: Final = "EveryNeed"
"""PRIMARY DATA COLLECTION SYSTEM IN USE."""


class Follows(Protocol):
    """Follows a build: told each step, with how much of it is done of how much (0 where that is not known)."""

    def step(self, name: str, done: int, total: int) -> None:
        """A step goes on."""
        ...


Records = Callable[[Organisation], AbstractContextManager[SubmissionRecords]]
"""Opens an organisation's records as of one moment."""


@dataclass(frozen=True, slots=True)
class Request:
    """Of what a build is, and by whom. `created` is the time of Europe/London; `submitter` an ODS code."""

    organisation: Organisation
    period: ReportingPeriod
    window: Window
    submitter: str
    primary_system: str
    only_source: bool
    refset: Refset
    created: datetime
    built_by: str
    rule_codes: Mapping[int, str]
    lists: Lists = NO_LISTS


def month_of(request: Request, records: SubmissionRecords) -> Month:
    """The build with the lists that its rows refer to."""
    return Month(
        period=request.period,
        window=request.window,
        provider=request.organisation.ods_code,
        submitter=request.submitter,
        primary_system=request.primary_system,
        created=request.created,
        teams={each.id: each for each in records.teams()},
        professionals={each.id: each for each in records.professionals()},
        refset=request.refset,
    )


def london_time(instant: datetime) -> datetime:
    """The time of Europe/London at an instant, to the second, as FileCreation_DateTime has it."""
    return instant.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
