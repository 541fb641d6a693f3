"""What a submission is checked against: what the build was asked for, and the lists that are at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.clinical.scores import Span


class Outside(StrEnum):
    """A list that is kept outside the specification, and without which some rules are not checked."""

    ORGANISATIONS = "organisations in force"
    POSTCODES = "postcodes"
    ASSESSMENTS = "assessment concepts with their scores"


@dataclass(frozen=True, slots=True)
class Context:
    """What the build was asked for. A list that is None is not at hand.

    `organisations` are the ODS codes in force in the period, of organisations, sites, practices and schools alike;
    `postcodes` have any spacing; both may be gone through more than once. `assessments` give the scores of each by its
    SNOMED CT concept.
    """

    provider: str
    submitter: str
    period_start: date
    period_end: date
    upload_date: date
    organisations: Iterable[str] | None = None
    postcodes: Iterable[str] | None = None
    assessments: Mapping[str, Span] | None = None

    @property
    def lacking(self) -> frozenset[Outside]:
        """The lists that are not at hand."""
        held = {
            Outside.ORGANISATIONS: self.organisations,
            Outside.POSTCODES: self.postcodes,
            Outside.ASSESSMENTS: self.assessments,
        }
        return frozenset(outside for outside, values in held.items() if values is None)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first row of the header says; None where it says nothing."""

    provider: str | None
    period_start: datetime | None
    period_end: datetime | None
    created: datetime | None
