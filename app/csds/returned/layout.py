"""Which column of a returned file means what, by the spellings that are accepted of its heading.

NHS England does not publish the columns of the validation and data quality files. What is accepted here is a declared
table (`SPELLINGS`), which a provider overrides with a mapping of its own. A file of which neither tells what is needed
is refused, with what it has and what is lacking.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.csds.returned.faults import RowFault

_MOST_SHOWN: Final = 40
_LONGEST_SHOWN: Final = 60
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")


class Meaning(StrEnum):
    """What a column may say; the value is how a mapping file names it."""

    RULE = "rule"
    SEVERITY = "severity"
    TABLE = "table"
    FIELD = "field"
    ROW = "row"
    MESSAGE = "message"
    RECORD = "record"
    PATIENT = "LocalPatientID"
    REFERRAL = "ServiceRequestID"
    CONTACT = "CareContactID"
    ACTIVITY = "CareActivityID"
    SESSION = "GroupSessionID"
    STAFF = "CareProfessionalID_Local"


SPELLINGS: Final[Mapping[Meaning, tuple[str, ...]]] = {
    Meaning.RULE: (
        "Rule", "RuleCode", "RuleID", "RuleNumber", "RuleName", "ValidationRule", "ValidationCode",
        "ValidationRuleCode", "ErrorCode", "ErrorID", "ErrorNumber", "ErrorWarningCode", "WarningCode", "MessageCode",
        "DQCode", "DQRule", "DataQualityCode", "DataQualityRule", "Code",
    ),
    Meaning.SEVERITY: (
        "Severity", "SeverityLevel", "ErrorSeverity", "ErrorType", "ErrorLevel", "RuleSeverity", "Outcome",
        "RejectionType", "ValidationType", "Level",
    ),
    Meaning.TABLE: (
        "Table", "TableName", "TableCode", "TableID", "GroupName", "Group", "DataGroup", "DataTable", "SourceTable",
        "RecordType",
    ),
    Meaning.FIELD: (
        "Field", "FieldName", "IDBFieldName", "Column", "ColumnName", "DataItem", "DataItemName", "DataElement",
        "ElementName", "Attribute", "ItemName",
    ),
    Meaning.ROW: ("Row", "RowNumber", "RowID", "LineNumber", "RecordNumber", "RecordNo", "SourceRow"),
    Meaning.MESSAGE: (
        "Message", "ErrorMessage", "Description", "ErrorDescription", "MessageText", "ErrorText", "RuleDescription",
        "ValidationMessage", "ErrorWarningMessage", "WarningMessage", "Detail", "Details", "Reason", "RejectionReason",
    ),
    Meaning.RECORD: (
        "Record", "RecordKey", "RecordID", "RecordIdentifier", "Key", "KeyValue", "PrimaryKey", "PrimaryKeyValue",
        "LocalID", "LocalIdentifier", "Identifier", "UniqueKey",
    ),
    Meaning.PATIENT: (
        "LocalPatientID", "LocalPatientIdentifier", "LocalPatientIdentifierExtended", "PatientID", "LPI",
    ),
    Meaning.REFERRAL: ("ServiceRequestID", "ServiceRequestIdentifier", "ReferralID"),
    Meaning.CONTACT: ("CareContactID", "CareContactIdentifier", "ContactID"),
    Meaning.ACTIVITY: ("CareActivityID", "CareActivityIdentifier", "ActivityID"),
    Meaning.SESSION: ("GroupSessionID", "GroupSessionIdentifier", "SessionID"),
    Meaning.STAFF: (
        "CareProfessionalID_Local", "CareProfessionalLocalID", "CareProfessionalLocalIdentifier", "StaffID",
    ),
}  # fmt: skip
"""The spellings that are accepted; capitals, spaces and signs do not matter."""

IDENTIFIERS: Final = (
    Meaning.ACTIVITY, Meaning.CONTACT, Meaning.SESSION, Meaning.REFERRAL, Meaning.PATIENT, Meaning.STAFF,
)  # fmt: skip
"""The identifiers by which a line may name a record, the one that tells most first."""


def plain(heading: str) -> str:
    """A heading by its letters and digits alone."""
    return _NO_LETTER.sub("", heading.casefold())


_BY_SPELLING: Final = {plain(each): meaning for meaning, spellings in SPELLINGS.items() for each in spellings}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each meaning stands in a row, and the headings of the columns that are not read."""

    places: Mapping[Meaning, int]
    unread: tuple[str, ...]


def known_headings(headings: Sequence[str]) -> int:
    """How many of these headings have an accepted spelling."""
    return sum(plain(each) in _BY_SPELLING for each in headings)


def layout_of(headings: Sequence[str], mapping: Mapping[str, Meaning]) -> Layout:
    """Where each meaning stands. `mapping` gives meanings by heading and goes before the accepted spellings.

    A line must have a rule, and name its record: a table, a record or one of the identifiers.

    Raises:
        RowFault: two columns mean the same, a mapped column is not there, or what a line needs is
            lacking; says what was found and how to map it.
    """
    found = [heading.strip() for heading in headings]
    wanted = {plain(heading): meaning for heading, meaning in mapping.items()}
    _require_mapped(found, wanted, mapping)
    places = {wanted[plain(each)]: place for place, each in enumerate(found) if plain(each) in wanted}
    mapped = frozenset(places)
    for place, heading in enumerate(found):
        meaning = _BY_SPELLING.get(plain(heading))
        if meaning is None or meaning in mapped or plain(heading) in wanted:
            continue
        if meaning in places:
            raise _twice(meaning, found[places[meaning]], heading)
        places[meaning] = place
    _require_enough(found, places)
    read = frozenset(places.values())
    return Layout(places, tuple(heading for place, heading in enumerate(found) if place not in read and heading))


def _require_mapped(found: Sequence[str], wanted: Mapping[str, Meaning], mapping: Mapping[str, Meaning]) -> None:
    there = [plain(each) for each in found]
    for heading in mapping:
        if plain(heading) not in there:
            named = heading[:_LONGEST_SHOWN]
            what = f"The mapping names a column {named!r}, which the file does not have: {_shown(found)}."
            raise RowFault(1, what, "Correct the mapping.")
    repeated = sorted({each for each in there if each in wanted and there.count(each) > 1})
    if repeated:
        raise RowFault(1, f"The column {repeated[0]!r} stands there more than once.", "Take the others out.")


def _twice(meaning: Meaning, first: str, second: str) -> RowFault:
    return RowFault(
        1,
        f"Two columns may be the {meaning.value}: {first[:_LONGEST_SHOWN]!r} and {second[:_LONGEST_SHOWN]!r}.",
        "Say in a mapping which one it is (docs/csds.md).",
    )


def _require_enough(found: Sequence[str], places: Mapping[Meaning, int]) -> None:
    lacking = [] if Meaning.RULE in places else ["the rule (or error code)"]
    if not ({Meaning.TABLE, Meaning.RECORD, *IDENTIFIERS} & places.keys()):
        lacking.append("what a line is about (a table, a record or a local identifier)")
    if lacking:
        raise RowFault(
            1,
            f"The columns are not those of a report known here: {_shown(found)}. Lacking: {', '.join(lacking)}.",
            "Say in a mapping which column is which (docs/csds.md).",
        )


def _shown(found: Sequence[str]) -> str:
    some = ", ".join(heading[:_LONGEST_SHOWN] or "(blank)" for heading in found[:_MOST_SHOWN])
    rest = len(found) - _MOST_SHOWN
    return f"{some} and {rest:,} more" if rest > 0 else some or "none"
