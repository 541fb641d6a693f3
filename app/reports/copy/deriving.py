"""Which rows of the analytics copy a child's record makes: the definition, record by record.

Of the child themselves rows are made so. Of their encounters and referrals `engine_visits` makes them, of many children
together, as they are defined here.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from app.access.people import Organisation
from app.clinical.child import Child
from app.clinical.history import in_order_of_time
from app.reports.copy.circumstances import died_on, fact_rows
from app.reports.copy.contacts import asked_rows, contact_row, is_contact, light_rows, referral_rows
from app.reports.copy.places import Places
from app.reports.copy.pseudonyms import report_pseudonym
from app.reports.copy.stretches import Countings, need_rows, needs_in_error
from app.reports.observed import ChildRow, FactRow, Observed
from app.reports.ports import ChildHistory
from app.terminology.refset import Refset

VERSION = 1
"""Raised when the same record makes other rows than before: a copy of another version is made anew."""


class Known(NamedTuple):
    """What a child's row and facts are before anything is known of encounters and referrals."""

    child: ChildRow
    facts: tuple[FactRow, ...]


def known_of(child: Child, organisation: Organisation, key: bytes, places: Places) -> Known:
    """The rows of a child themselves; `key` is that of reports.

    Raises:
        ValueError: the record is another organisation's.
    """
    if child.organisation != organisation.id:
        raise ValueError("A record of another organisation cannot be derived here.")
    pseudonym = report_pseudonym(key, child)
    row = ChildRow(
        *(pseudonym.value, int(child.organisation), pseudonym.linked, child.demographics.birth_date, died_on(child)),
        sex=child.demographics.gender.value,
        first_captured_on=None,
        recorded_at=max([child.registered_at, *(each.recorded_at for each in child.facts)]),
    )
    return Known(row, fact_rows(child, pseudonym.value, places))


def observed(history: ChildHistory, organisation: Organisation, key: bytes, places: Places, refset: Refset) -> Observed:
    """Everything the copy holds of one record: see `app.reports.observed` for each row.

    A child of whom organisations know different things is told by the one that wrote last: `recorded_at` of the
    child's row is the instant at which anything of the record was last written. Raises as `known_of`.
    """
    known = known_of(history.child, organisation, key, places)
    of = known.child.child, known.child.organisation
    encounters = in_order_of_time(history.encounters)
    contacts = [each for each in encounters if is_contact(each)]
    contact_rows = tuple([contact_row(each, of) for each in contacts])
    first_captured_on = next((row.on for row in contact_rows if row.captured), None)
    in_error = frozenset(needs_in_error(encounters))
    countings = Countings(refset)
    return Observed(
        replace(known.child, first_captured_on=first_captured_on, recorded_at=_last_recorded(known.child, history)),
        known.facts,
        need_rows(encounters, of, first_captured_on, in_error, countings),
        asked_rows(encounters, of),
        contact_rows,
        referral_rows(history.referrals, contacts, in_error, of, countings),
        light_rows(contacts, in_error, of, countings),
    )


def _last_recorded(child: ChildRow, history: ChildHistory) -> datetime:
    recorded = [each.recorded_at for things in (history.encounters, history.referrals) for each in things]
    return max([child.recorded_at, *recorded])
