"""How an account is tied to a care professional, and how that one's details are corrected, as statements.

A care professional belongs to one account at most. What was recorded as a profession keeps it: the profession of a care
professional under whom anything is recorded is never changed.
"""

from sqlalchemy import ColumnElement, bindparam, exists, func, not_, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.access.people import Account
from app.clinical.professional import CareProfessional
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database
from app.store.prepared import Step

_CORRECTED = (
    *("of_organisation", "of_id", "new_profession", "new_registration_body", "new_registration_entry"),
    *("new_staff_group", "new_occupation_code", "new_job_role"),
)


class AccountTies:
    """The prepared statements that tie accounts to care professionals."""

    def __init__(self, database: Database) -> None:
        account = tables.account
        self._tie = database.change(
            update(account)
            .where(
                account.c.organisation == bindparam("of_organisation"),
                account.c.id == bindparam("of_account"),
                account.c.professional.is_not_distinct_from(bindparam("before", type_=IDENTITY)),
            )
            .values(professional=bindparam("tied_to", type_=IDENTITY))
            .returning(account.c.id),
            *("of_organisation", "of_account", "before", "tied_to"),
            required=True,
        )
        self._one_account_at_most = database.change(_one_account_at_most(), "of_organisation", "of_id", required=True)
        self._correct = database.change(_correction(), *_CORRECTED, required=True)

    def tie_steps(self, account: Account, professional: Identity) -> list[Step]:
        """Tie an account, as it was read, to a care professional."""
        return [self._tie.of(account.organisation, account.id, account.professional, professional)]

    def alone_steps(self, organisation: Identity, professional: Identity, steps: list[Step]) -> list[Step]:
        """Steps that tie an account to a care professional who stands, and that fail when another account has them.

        The first claim makes whoever ties the same care professional at the same time wait; the last sees what was
        written meanwhile.
        """
        claim = self._one_account_at_most.of(organisation, professional)
        return [claim, *steps, claim]

    def correction_steps(self, professional: CareProfessional) -> list[Step]:
        """The care professional with other details; fails where that would change what visits were recorded as."""
        values = (getattr(professional, name.removeprefix("new_")) for name in _CORRECTED[2:])
        return [self._correct.of(professional.organisation, professional.id, *values)]


def _of_professional() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    professional = tables.care_professional
    return professional.c.organisation == bindparam("of_organisation"), professional.c.id == bindparam("of_id")


def _one_account_at_most() -> ReturningUpdate[tuple[int]]:
    """An update that changes nothing of a care professional, and no row where two accounts have them."""
    professional, account = tables.care_professional, tables.account
    accounts = (
        select(func.count())
        .select_from(account)
        .where(account.c.organisation == professional.c.organisation, account.c.professional == professional.c.id)
        .scalar_subquery()
    )
    changed = update(professional).where(*_of_professional(), accounts <= 1).values(name=professional.c.name)
    return changed.returning(professional.c.id)


def _correction() -> ReturningUpdate[tuple[int]]:
    """An update of a care professional's details; of the profession only where nothing is recorded under it."""
    professional = tables.care_professional
    recorded = (
        exists().where(named.c.organisation == professional.c.organisation, named.c.professional == professional.c.id)
        for named in (tables.encounter, tables.care_activity, tables.need_statement)
    )
    unchanged = professional.c.profession == bindparam("new_profession")
    return (
        update(professional)
        .where(*_of_professional(), or_(unchanged, not_(or_(*recorded))))
        .values({name.removeprefix("new_"): bindparam(name) for name in _CORRECTED[2:]})
        .returning(professional.c.id)
    )
