"""The records that a submission states: the children of a period, piece by piece."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, or_, select, union

from app.csds.ports import ChildRecord
from app.identity import Identity
from app.store import tables
from app.store.children import merged_into
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.fhir_children import FhirChildren
from app.store.fhir_recorded import FhirRecorded
from app.store.wanted import is_wanted, wanted_text

AT_ONCE: Final = 50
"""How many children are read at once: enough for few statements, few enough for little memory."""

_HOST_TYPES: Final = ("EpisodeOfCare", "Encounter", "ServiceRequest")
_LONGEST: Final = 20


class Submission:
    """Reads what a submission states."""

    def __init__(self, database: Database, children: FhirChildren, recorded: FhirRecorded) -> None:
        self._read_children = children
        self._recorded = recorded
        self._standing = database.query(_standing(), "organisation", "first", "last")
        claimed = tables.fhir_identifier.c
        self._claimed = database.query(
            select(claimed.id, claimed.type, claimed.system, claimed.value).where(
                claimed.organisation == bindparam("organisation", type_=IDENTITY),
                or_(*(claimed.type == each for each in _HOST_TYPES)),
                is_wanted(database.dialect, "wanted", claimed.id),
                func.length(claimed.value) <= _LONGEST,
            ),
            "organisation",
            "wanted",
        )

    def standing(self, reading: Reading, organisation: Identity, first: date, last: date) -> list[Identity]:
        """The records that stand for the children who may have something to state between two days, in order."""
        return [Identity(row[0]) for row in reading.all(self._standing, organisation, first, last)]

    def children(self, reading: Reading, organisation: Identity, standing: Sequence[Identity]) -> Iterator[ChildRecord]:
        """Everything of these children, in their order."""
        rest = iter(standing)
        while some := list(islice(rest, AT_ONCE)):
            yield from self._some(reading, organisation, some)

    def _some(self, reading: Reading, organisation: Identity, some: Sequence[Identity]) -> Iterator[ChildRecord]:
        children = self._read_children.children(reading, organisation, some)
        whose = {each: child for child in children for each in (child, *children[child].merged_from)}
        records = list(whose)
        referrals = self._recorded.current_referrals(reading, organisation, records)
        encounters = self._recorded.current_encounters(reading, organisation, records)
        named = [
            *(each.id for each in chain.from_iterable(referrals.values())),
            *(each.id for each in chain.from_iterable(encounters.values())),
        ]
        host = self._host_identifiers(reading, organisation, named)
        for child in some:
            if child in children:
                mine = (child, *children[child].merged_from)
                yield ChildRecord(
                    children[child],
                    tuple(chain.from_iterable(referrals.get(each, ()) for each in mine)),
                    tuple(chain.from_iterable(encounters.get(each, ()) for each in mine)),
                    host,
                )

    def _host_identifiers(
        self, reading: Reading, organisation: Identity, named: Sequence[Identity]
    ) -> Mapping[Identity, str]:
        rows = reading.all(self._claimed, organisation, wanted_text(named)) if named else []
        # Of several the same is taken at every build: a period's refresh names what its primary named.
        ordered = sorted(rows, key=lambda row: (row[0], _HOST_TYPES.index(row[1]), row[2], row[3]), reverse=True)
        return {Identity(row[0]): row[3] for row in ordered}


def _standing() -> Select[Any]:
    """The standing records of children with a referral that may have been open, or a contact, between two days.

    What it finds too much is left out by the rules of the submission; a version that was corrected since may find some.
    """
    referral, encounter = tables.referral.c, tables.encounter.c
    mine = bindparam("organisation", type_=IDENTITY)
    first, last = (
        bindparam("first", type_=referral.received_on.type),
        bindparam("last", type_=encounter.contact_on.type),
    )
    found = union(
        select(referral.child.label("child")).where(
            referral.organisation == mine,
            referral.received_on <= last,
            or_(referral.discharged_on.is_(None), referral.discharged_on >= first),
        ),
        select(encounter.child.label("child")).where(
            encounter.organisation == mine, encounter.contact_on >= first, encounter.contact_on <= last
        ),
    ).subquery("found")
    child = tables.child.c
    standing = func.coalesce(merged_into(child.organisation, child.id), child.id).label("standing")
    return (
        select(standing)
        .select_from(tables.child)
        .join(found, (found.c.child == child.id))
        .where(child.organisation == mine)
        .distinct()
        .order_by(standing)
    )
