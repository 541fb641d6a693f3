"""Whom a row of the booking system's file is about: found by its numbers, and checked by birth date and family name."""

from collections.abc import Iterable, Mapping

from app.clinical.ages import parse_clinical_date
from app.clinical.child import Child
from app.clinical.identifiers import parse_local_patient_id, parse_nhs_number
from app.clinical.ports import Work
from app.identity import Identity
from app.register.appointments.cells import Cells
from app.register.appointments.table import Column
from app.register.names import name_key
from app.register.ports import FoundChild, RegisterRecords

_UNKNOWN = "No child is registered with this number. Check it, or register the child and import the file again."
_SUPERSEDED = "This number is no longer in use for the child. Look the child up, and correct it in the booking system."
_SEVERAL = "Several children have this number. Add a column with the NHS number, or book by hand."
_DIFFERENT = "The two numbers belong to different children. Look both up, and correct one."
_DISAGREES = "It does not agree with the child's record. Check that the numbers are this child's, and correct one."


class NamedChildren:
    """Finds the children of a file's rows; each is read once."""

    def __init__(self, work: Work[RegisterRecords]) -> None:
        self._records = work.records
        self._standing: dict[Identity, Child] = {}

    def named(self, cells: Cells) -> Child | None:
        """The record that stands for the child of a row; None, with the faults noted, when there is not exactly one."""
        before = len(cells.faults)
        by_number = self._by_nhs_number(cells)
        by_local = self._by_local_identifier(cells)
        if len(cells.faults) > before:
            return None
        if by_number is None and by_local is None:
            cells.wrong(Column.NHS_NUMBER, "There is neither an NHS number nor a local identifier. Fill one in.")
            return None
        found = _both(by_number, by_local)
        if not found:
            cells.wrong(Column.LOCAL_IDENTIFIER, _DIFFERENT)
        elif len(found) > 1:
            cells.wrong(Column.LOCAL_IDENTIFIER if by_number is None else Column.NHS_NUMBER, _SEVERAL)
        if len(found) != 1:
            return None
        (child,) = found.values()
        return child if self._agrees(cells, child) else None

    def _by_nhs_number(self, cells: Cells) -> Mapping[Identity, Child] | None:
        if not cells.text(Column.NHS_NUMBER):
            return None
        number = cells.parsed(Column.NHS_NUMBER, parse_nhs_number)
        if number is None:
            return None
        return self._found(cells, Column.NHS_NUMBER, self._records.children_by_nhs_number(number))

    def _by_local_identifier(self, cells: Cells) -> Mapping[Identity, Child] | None:
        if not cells.text(Column.LOCAL_IDENTIFIER):
            return None
        local = cells.parsed(Column.LOCAL_IDENTIFIER, parse_local_patient_id)
        if local is None:
            return None
        return self._found(cells, Column.LOCAL_IDENTIFIER, self._records.children_by_local_identifier(local))

    def _found(self, cells: Cells, column: Column, hits: Iterable[FoundChild]) -> Mapping[Identity, Child] | None:
        known = list(hits)
        standing = [self._stands_for(each.child) for each in known if not each.superseded]
        if not standing:
            cells.wrong(column, _SUPERSEDED if known else _UNKNOWN)
            return None
        return {child.id: child for child in standing}

    def _stands_for(self, child: Identity) -> Child:
        if child not in self._standing:
            found = self._records.child(child)
            merged = found.merged_into
            self._standing[child] = found if merged is None else self._stands_for(merged)
        return self._standing[child]

    @staticmethod
    def _agrees(cells: Cells, child: Child) -> bool:
        who, before = child.demographics, len(cells.faults)
        if cells.text(Column.BIRTH_DATE):
            born = cells.parsed(Column.BIRTH_DATE, parse_clinical_date)
            if born is not None and who.birth_date is not None and born != who.birth_date:
                cells.wrong(Column.BIRTH_DATE, _DISAGREES)
        family = cells.text(Column.FAMILY_NAME)
        if family and name_key(family) != name_key(who.family_name):
            cells.wrong(Column.FAMILY_NAME, _DISAGREES)
        return len(cells.faults) == before


def _both(one: Mapping[Identity, Child] | None, other: Mapping[Identity, Child] | None) -> Mapping[Identity, Child]:
    if one is None or other is None:
        return one or other or {}
    return {identity: child for identity, child in one.items() if identity in other}
