"""What a data item is: its words, its answers, how binding it is, and where it goes."""

from dataclasses import dataclass
from enum import StrEnum

from app.clinical.code_lists import CodeList


class Section(StrEnum):
    """The heading a data item stands under."""

    CHILD = "Child"
    FACT = "Facts about the child"
    REFERRAL = "Referral"
    TEAM_REFERRAL = "Service or team the referral went to"
    WAITING = "Waiting time of the referral"
    CLINIC = "Teams, clinics and appointments"
    CONTACT = "Contact"
    ACTIVITY = "Care activity"
    OUTCOME = "Outcome"
    PROFESSIONAL = "Care professional"
    GROUP_SESSION = "Group session"
    GROUP = "Groups of needs"
    STATEMENT = "What is said of a need"


class Obligation(StrEnum):
    """How binding an item is in its table of the Community Services Data Set v1.6; OURS is not in the data set."""

    MANDATORY = "mandatory"
    REQUIRED = "required"
    OPTIONAL = "optional"
    OURS = "ours"


class AnswerKind(StrEnum):
    """The form of an answer that is not chosen from a list. The value is its wording in the data dictionary."""

    IDENTITY = "identity of ours, 13 base32 characters"
    LOCAL_IDENTIFIER = "local identifier, 1 to 20 characters"
    DATE = "date, YYYY-MM-DD"
    PARTIAL_DATE = "date as precisely as known: YYYY, YYYY-MM or YYYY-MM-DD"
    TIME = "time, HH:MM, Europe/London"
    MINUTES = "whole minutes"
    WEEKS = "whole weeks"
    ODS_CODE = "ODS code of an organisation or site"
    NHS_NUMBER = "NHS number, 10 digits, modulus-11 check digit"
    POSTCODE = "postcode, with one space"
    YES_NO = "Y (yes) or N (no)"
    CONCEPT = "SNOMED CT concept identifier"
    DESCRIPTION = "SNOMED CT description identifier"
    CODE = "code of a list kept elsewhere"
    NUMBER = "number, up to 10 characters"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CsdsPlace:
    """A place in the Community Services Data Set: the table's number and the data element, in the dictionary's name."""

    table: str
    element: str


@dataclass(frozen=True, slots=True)
class Item:
    """One data item.

    `key` is its dotted path; `wording` and `hint` are the clinic's words; `obligation` is the one it has at
    its places in `csds`. `answers` is a closed list, an enumeration of the core, or a form; `length` the
    shortest and longest number of characters where the form leaves that open. `fhir` is the element path in
    FHIR R4 (UK Core extensions by slice name); `held` the dataclass and field of the core. `note` says why
    it is not submitted or not in FHIR, or what else must be known.
    """

    key: str
    section: Section
    wording: str
    answers: CodeList | type[StrEnum] | AnswerKind
    held: tuple[str, str]
    obligation: Obligation = Obligation.OURS
    csds: tuple[CsdsPlace, ...] = ()
    fhir: str | None = None
    hint: str = ""
    note: str = ""
    length: tuple[int, int] | None = None


def places(element: str, *tables: str) -> tuple[CsdsPlace, ...]:
    """The places of one data element in each of the tables."""
    return tuple(CsdsPlace(table, element) for table in tables)
