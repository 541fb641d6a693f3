"""What the analytics copy holds of the children of all organisations: rows without a name, a number or an address.

`child` is a 64-bit pseudonym under the key of reports: of the NHS number where there is one, so that a child known to
two organisations is one; else of organisation and record, and then not `linked`. `organisation` is the one whose record
a row comes from. Rows are of the standing record of merged ones, of current versions, and of what was not entered in
error. Days are Europe/London's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child as an organisation knows them. `sex` is PERSON STATED GENDER CODE; `first_captured_on` the day of the
    first contact here at which any group of needs was asked about."""

    child: int
    organisation: int
    linked: bool
    born: date | None
    died: date | None
    sex: str
    first_captured_on: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FactRow:
    """A dated fact, by the kind's name. `value` is its code, empty where it is known to be none.

    Of several that hold at a date (`since` and `until`, both included, either open), the last recorded stands,
    whichever organisation recorded it. Addresses and practices are held as what they lie in: kinds `local_authority`,
    `responsible_authority`, `region`, `icb`, `deprivation_decile` (1 most deprived), `unknown` where the lookup has
    none; besides these `ethnic_category`, `looked_after`, `ehc_plan`.
    """

    child: int
    organisation: int
    kind: str
    value: str
    since: date | None
    until: date | None
    recorded_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A stretch of time in which a need stood unchanged: from `since` to the day before `until` (open when None).

    `concept` is what it counts as: the concept, or what has replaced it; None for one in the clinician's own words.
    `certainty` is that of `app.clinical.needs`; `counted` whether the member counts as a need (excluded ones, those
    outside the reference set and uncoded ones do not). `resolved` says that the stretch ended because the need
    resolved. `new` says that it is the first of the need, and not of the child's first capture.
    """

    child: int
    organisation: int
    need: int
    concept: int | None
    group: str
    certainty: str
    counted: bool
    sensitive: bool
    since: date
    until: date | None
    resolved: bool
    new: bool


@dataclass(frozen=True, slots=True)
class AskedRow:
    """That a group of needs was asked about on a day (answers some or none identified; not asked has no row)."""

    child: int
    organisation: int
    group: str
    on: date
    answer: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A care contact.

    `attendance` is ATTENDANCE STATUS; `eligible` says that the child was seen, so that needs could be recorded, and
    `captured` that any group was asked about; `seconds` and `unread` are of the form, where it was timed; `school_time`
    says that it began on a weekday between 09:00 and 15:30, no bank holiday, outside August.
    """

    child: int
    organisation: int
    contact: int
    referral: int
    on: date
    at: time | None
    attendance: str
    eligible: bool
    captured: bool
    seconds: int | None
    unread: bool
    school_time: bool
    statements: int
    uncoded: int


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral, with the day of its first contact at which the child was seen, and the day by which a condition was
    first diagnosed at one of its contacts."""

    child: int
    organisation: int
    referral: int
    received_on: date
    closed_on: date | None
    first_seen_on: date | None
    first_diagnosed_on: date | None


@dataclass(frozen=True, slots=True)
class LightRow:
    """The family's traffic light on a need at a contact, and what became of it at the next contact that says something
    of the need: its light then, or `resolved`; no next day where there was none."""

    child: int
    organisation: int
    need: int
    group: str
    on: date
    light: str
    next_on: date | None
    next_light: str | None


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything the copy holds of one record of a child."""

    child: ChildRow
    facts: tuple[FactRow, ...]
    needs: tuple[NeedRow, ...]
    asked: tuple[AskedRow, ...]
    contacts: tuple[ContactRow, ...]
    referrals: tuple[ReferralRow, ...]
    lights: tuple[LightRow, ...]


ROW_TYPES = (ChildRow, FactRow, NeedRow, AskedRow, ContactRow, ReferralRow, LightRow)
"""Each is a table of the copy: `child`, `fact`, `need`, `asked`, `contact`, `referral`, `light`."""
