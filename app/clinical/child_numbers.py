"""The numbers a child is known by: which are in use, who issues them, and which status fits a number or its absence."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.clinical.ages import london_date
from app.clinical.answer_values import value_fault
from app.clinical.catalogue import item
from app.clinical.child import Child, ChildIdentifier, IdentifierKind
from app.clinical.code_lists import NHS_NUMBER_STATUS
from app.clinical.identifiers import parse_ods_code
from app.identity import Identity

VERIFIED: Final = "01"
NOT_TRACED: Final = "02"
TRACE_REQUIRED: Final = "03"
CONFLICT_FOUND: Final = "05"
TRACE_NOT_REQUIRED: Final = "07"
POSTPONED: Final = "08"
ONLY_WITH_NUMBER: Final = frozenset({VERIFIED, NOT_TRACED})
ONLY_WITHOUT_NUMBER: Final = frozenset({TRACE_NOT_REQUIRED, POSTPONED})
POSTPONED_FOR_DAYS: Final = 42


class StatusFault(StrEnum):
    """Why a status does not fit, as a code for machines."""

    UNKNOWN = "unknown-code"
    WITH_NUMBER = "with-number"
    WITHOUT_NUMBER = "without-number"
    NOT_A_BABY = "not-a-baby"


def status_fault(code: str, *, numbered: bool, born: date | None, today: date) -> StatusFault | None:
    """Why an NHS NUMBER STATUS INDICATOR CODE does not fit a child with a number, or without one; None when it fits.

    01 and 02 say that a number is present, 07 and 08 that none is; 08 is for babies under six weeks (NHS Data
    Dictionary, NHS NUMBER STATUS INDICATOR CODE).
    """
    if code not in NHS_NUMBER_STATUS:
        return StatusFault.UNKNOWN
    if numbered and code in ONLY_WITHOUT_NUMBER:
        return StatusFault.WITH_NUMBER
    if not numbered and code in ONLY_WITH_NUMBER:
        return StatusFault.WITHOUT_NUMBER
    if code == POSTPONED and born is not None and not _under_six_weeks(born, today):
        return StatusFault.NOT_A_BABY
    return None


def status_by_default(*, numbered: bool, born: date | None, today: date) -> str:
    """The status that says no more than is known where nobody has said one.

    With a number 02, which states that it is present and claims no trace. Without one 08 for a baby under six weeks,
    whose trace is postponed by rule, and 03 for anybody else (NHS Data Dictionary, NHS NUMBER STATUS INDICATOR CODE).
    """
    if numbered:
        return NOT_TRACED
    return POSTPONED if born is not None and _under_six_weeks(born, today) else TRACE_REQUIRED


def _under_six_weeks(born: date, today: date) -> bool:
    return (today - born).days < POSTPONED_FOR_DAYS


def absent_number(identity: Identity, status: str, since: datetime) -> ChildIdentifier:
    """That a child has no NHS number, and why: an NHS number without digits, never in use."""
    on = london_date(since)
    return ChildIdentifier(identity, IdentifierKind.NHS_NUMBER, "", None, status, on, on)


def number_in_use(child: Child) -> ChildIdentifier | None:
    """The NHS number in use, with its status."""
    return next((each for each in _nhs_numbers(child) if each.value and each.until is None), None)


def absence_of_number(child: Child) -> ChildIdentifier | None:
    """What was last said of why there is no NHS number."""
    absent = [each for each in _nhs_numbers(child) if not each.value]
    return max(absent, key=lambda each: each.id, default=None)


def local_numbers(child: Child) -> tuple[ChildIdentifier, ...]:
    """The local patient identifiers in use."""
    return tuple(each for each in child.identifiers if each.kind is IdentifierKind.LOCAL and each.until is None)


def _nhs_numbers(child: Child) -> list[ChildIdentifier]:
    return [each for each in child.identifiers if each.kind is IdentifierKind.NHS_NUMBER]


def issuer_of(text: str) -> str:
    """The ODS code of an organisation that gives local patient identifiers.

    Raises:
        ValueError: it has not 3 to 5 letters and digits (CSDS v1.6, CYP001).
    """
    issuer = parse_ods_code(text)
    fault = value_fault(item("child.local_identifier_issuer"), issuer)
    if fault is not None:
        raise ValueError("The code of an organisation with patient numbers has 3 to 5 letters and digits, such as RXX.")
    return issuer


def usual_issuer(ods_code: str) -> str:
    """The organisation's own code, when local identifiers may be given under it; else nothing."""
    try:
        return issuer_of(ods_code)
    except ValueError:
        return ""
