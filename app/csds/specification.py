"""What a version of the Community Services Data Set (CSDS) is made of: tables, fields, rules and how each is known.

A version is declared as data (`app.csds.v1_6`); the build, the checks, the file and the documentation all read that.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.csds.breaches import Check

Codes = tuple[tuple[str, str], ...]
"""Codes and their meanings; a meaning is "" where only the code is public."""


class Kind(StrEnum):
    """What a column of the Access Intermediate Database holds. Dates and times are all Access date/time there."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


class Requirement(StrEnum):
    """How far a value is required (NHS Data Dictionary, mandation): a missing mandatory one rejects the record."""

    MANDATORY = "M"
    REQUIRED = "R"
    OPTIONAL = "O"
    PILOT = "P"


class Severity(StrEnum):
    """What follows from a breach of a rule; `UNKNOWN` where no public source says."""

    REJECT_FILE = "file rejected"
    REJECT_GROUP = "group rejected"
    REJECT_RECORD = "record rejected"
    SEVERITY_ONE_WARNING = "severity one warning"
    WARNING = "warning"
    UNKNOWN = "severity unknown"

    @property
    def rejects(self) -> bool:
        """Whether the file, the group or the record is not taken."""
        return self in (Severity.REJECT_FILE, Severity.REJECT_GROUP, Severity.REJECT_RECORD)


class Basis(StrEnum):
    """How it is known that CSDS has a rule, from its own code to a mere likeness to the sister data set (MHSDS)."""

    CODE = "code"
    STATED = "stated"
    MANDATION = "mandation"
    ANALOGUE = "analogue"
    INFERRED = "inferred"

    @property
    def enforced(self) -> bool:
        """Whether a breach stops a submission; the rest is advice."""
        return self in (Basis.CODE, Basis.STATED, Basis.MANDATION)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in the file, its name in the NHS Data Dictionary, and what it may hold.

    `format` is the Data Dictionary's (an2: exactly two characters; max an20: up to twenty; n10: ten digits). `longest`
    is the greatest number of characters of a text, None where no source gives one. `values` are the national codes,
    `defaults` the further default codes. `references` is the table and field that must hold the same value. `inferred`
    says that the requirement is a guess from the sister data set.
    """

    name: str
    dictionary_name: str
    kind: Kind
    format: str
    requirement: Requirement
    longest: int | None = None
    values: Codes = ()
    defaults: Codes = ()
    is_key: bool = False
    references: tuple[str, str] | None = None
    inferred: bool = False
    note: str = ""

    @property
    def listed(self) -> bool:
        """Whether the standard lists the values that it may have."""
        return bool(self.values)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file, its fields in their order. `natural_key` is empty where no source gives one."""

    name: str
    description: str
    occurrence: str
    fields: tuple[Field, ...]
    mandatory: bool = False
    natural_key: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """A field by its name.

        Raises: KeyError: the table has no such field.
        """
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(f"{self.name} has no field {name}.")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its fields, in their order."""
        return tuple(each.name for each in self.fields)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of validation.

    `table` is None for the whole file. `fields` are those it speaks of, the one to be mended first. `condition` is the
    breach in words. `code` is CSDS's own where one is public, else "" (a provider may load the codes of its own copy of
    the technical output specification); `analogue` is that of the same rule in the sister data set.
    """

    table: str | None
    fields: tuple[str, ...]
    condition: str
    check: Check
    severity: Severity
    basis: Basis
    code: str = ""
    analogue: str = ""


@dataclass(frozen=True, slots=True)
class Specification:
    """A version of the standard: its tables in the order of the file, and its rules."""

    version: str
    standard: str
    template: str
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]

    def table(self, name: str) -> Table:
        """A table by its name.

        Raises: KeyError: there is no such table.
        """
        for each in self.tables:
            if each.name == name:
                return each
        raise KeyError(f"CSDS {self.version} has no table {name}.")
