"""What a rule of validation finds wrong: each kind of breach, with what it is told by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operand:
    """What a date is compared with: a field of the same row, of the row's parent (`table`), or of the header.

    `name` alone is a field of the row; with `table`, the row of that table which the row refers to; RP_StartDate,
    RP_EndDate and FileCreation_DateTime are the header's; UploadDate is the day of upload. `days` are added.
    """

    name: str
    table: str | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """The field has no value."""


@dataclass(frozen=True, slots=True)
class WrongFormat:
    """The value is not of the field's type, length and pattern."""


@dataclass(frozen=True, slots=True)
class NotListed:
    """The value is not in the field's national list; `subdivided`, a provider's own character may follow the code."""

    subdivided: bool = False


@dataclass(frozen=True, slots=True)
class Repeated:
    """More than one row has the same values of `fields`; with `empty`, of those in which that field has none."""

    fields: tuple[str, ...]
    empty: str | None = None


@dataclass(frozen=True, slots=True)
class NoParent:
    """No accepted row of `table` has the value in its `field`."""

    table: str
    field: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The date is earlier than another."""

    than: Operand


@dataclass(frozen=True, slots=True)
class Later:
    """The date is later than another."""

    than: Operand


@dataclass(frozen=True, slots=True)
class AgeOutside:
    """The birth date makes an age, at the end of the period, outside so many completed years."""

    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class MissingBeside:
    """The field has no value although another has one; with `although_missing`, although that has none either."""

    other: str
    although_missing: bool = False


@dataclass(frozen=True, slots=True)
class ValueBeside:
    """The field has (`equal`) or has not this value, although another has a value, or none (`other_missing`)."""

    value: str
    equal: bool
    other: str
    other_missing: bool


@dataclass(frozen=True, slots=True)
class Differs:
    """The value differs from what it must equal: a field of the header, or the version in force."""

    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class DiffersFromUpload:
    """The value differs from what is chosen, or who is signed in, at upload; told from what the build was asked for."""

    what: str


@dataclass(frozen=True, slots=True)
class NotLive:
    """The organisation is not among those in force; told only where a list of organisations is loaded."""


@dataclass(frozen=True, slots=True)
class NoScheme:
    """The scheme is missing or invalid although the `coded` field has a value."""

    coded: str


@dataclass(frozen=True, slots=True)
class WithoutScheme:
    """The code is given without a valid scheme in the `scheme` field."""

    scheme: str


@dataclass(frozen=True, slots=True)
class NotOfScheme:
    """The code's form does not fit the scheme that the `scheme` field declares."""

    scheme: str


@dataclass(frozen=True, slots=True)
class NotConcept:
    """The value is no SNOMED CT concept identifier: digits, check digit, partition of a concept.

    With `scheme`, asked only where that field declares SNOMED CT.
    """

    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class NotPostcode:
    """The postcode is not in the national file; told only where one is loaded."""


@dataclass(frozen=True, slots=True)
class TableEmpty:
    """The table has no row."""


@dataclass(frozen=True, slots=True)
class FileWide:
    """A condition of the whole file, by name: structure, header, nhs_numbers, nhs_number_repeated, patient_repeated,
    nothing_of_period, nothing_left.
    """

    name: str


Check = (
    Missing
    | WrongFormat
    | NotListed
    | Repeated
    | NoParent
    | Earlier
    | Later
    | AgeOutside
    | MissingBeside
    | ValueBeside
    | Differs
    | DiffersFromUpload
    | NotLive
    | NoScheme
    | WithoutScheme
    | NotOfScheme
    | NotConcept
    | NotPostcode
    | TableEmpty
    | FileWide
)
