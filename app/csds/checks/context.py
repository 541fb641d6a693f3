"""What a submission is checked against: what the build was asked for, and the lists that are at hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Scores = tuple[Decimal, Decimal]
"""The least and the greatest score of an assessment."""


class Outside(StrEnum):
    """A list that is kept outside the specification, and without which some rules are not checked."""

    ORGANISATIONS = "organisations in force"
    POSTCODES = "postcodes"
    ASSESSMENTS = "assessment concepts with their scores"


@dataclass(frozen=True, slots=True)
class Context:
    """What the build was asked for. A list that is None is not at hand.

    `organisations` are the ODS codes in force in the period, of organisations, sites, practices and schools alike;
    `postcodes` have any spacing; `assessments` give the scores of an assessment by its SNOMED CT concept.
    """

    provider: str
    submitter: str
    period_start: date
    period_end: date
    upload_date: date
    organisations: Collection[str] | None = None
    postcodes: Collection[str] | None = None
    assessments: Mapping[str, Scores] | None = None

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
