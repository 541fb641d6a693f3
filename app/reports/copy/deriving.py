"""Which rows of the analytics copy a child's record makes."""

from datetime import datetime

from app.access.people import Organisation
from app.clinical.history import in_order_of_time
from app.reports.copy.circumstances import died_on, fact_rows
from app.reports.copy.contacts import asked_rows, contact_row, is_contact, light_rows, referral_rows
from app.reports.copy.places import Places
from app.reports.copy.pseudonyms import report_pseudonym
from app.reports.copy.stretches import Countings, need_rows, needs_in_error
from app.reports.observed import ChildRow, Observed
from app.reports.ports import ChildHistory
from app.terminology.refset import Refset

VERSION = 1
"""Raised when the same record makes other rows than before: a copy of another version is made anew."""


class Deriving:
    """Makes the rows of one record of an organisation after another: see `app.reports.observed` for each.

    `key` is that of reports.
    """

    def __init__(self, organisation: Organisation, key: bytes, places: Places, refset: Refset) -> None:
        self._organisation = organisation
        self._key = key
        self._places = places
        self._countings = Countings(refset)

    def observed(self, history: ChildHistory) -> Observed:
        """Everything the copy holds of one record.

        A child of whom organisations know different things is told by the one that wrote last: `recorded_at` of the
        child's row is the instant at which anything of the record was last written.

        Raises:
            ValueError: the record is another organisation's.
        """
        child = history.child
        if child.organisation != self._organisation.id:
            raise ValueError("A record of another organisation cannot be derived here.")
        pseudonym = report_pseudonym(self._key, child)
        of = pseudonym.value, int(child.organisation)
        encounters = in_order_of_time(history.encounters)
        contacts = [each for each in encounters if is_contact(each)]
        contact_rows = tuple([contact_row(each, of) for each in contacts])
        first_captured_on = next((row.on for row in contact_rows if row.captured), None)
        in_error = frozenset(needs_in_error(encounters))
        return Observed(
            ChildRow(
                *(*of, pseudonym.linked, child.demographics.birth_date, died_on(child)),
                sex=child.demographics.gender.value,
                first_captured_on=first_captured_on,
                recorded_at=_last_recorded(history),
            ),
            fact_rows(child, pseudonym.value, self._places),
            need_rows(encounters, of, first_captured_on, in_error, self._countings),
            asked_rows(encounters, of),
            contact_rows,
            referral_rows(history.referrals, contacts, in_error, of, self._countings),
            light_rows(contacts, in_error, of, self._countings),
        )


def observed(history: ChildHistory, organisation: Organisation, key: bytes, places: Places, refset: Refset) -> Observed:
    """The rows of one record by itself, as `Deriving.observed` makes them. Raises as that."""
    return Deriving(organisation, key, places, refset).observed(history)


def _last_recorded(history: ChildHistory) -> datetime:
    recorded = [history.child.registered_at]
    for things in (history.child.facts, history.encounters, history.referrals):
        recorded.extend(each.recorded_at for each in things)
    return max(recorded)
