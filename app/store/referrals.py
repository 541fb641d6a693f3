"""Referrals as rows: each version whole, with the services and teams it went to and the states of its waiting time."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, grouped
from app.store.prepared import Row, Step

Parts = Mapping[tuple[Any, ...], list[Row]]
"""The parts of referrals by referral and version, those of a version in their order."""


class Referrals:
    """Reads and writes referrals."""

    def __init__(self, database: Database) -> None:
        referral, version_one = tables.referral, tables.referral.alias("version_one")
        team, waiting = tables.referral_team, tables.referral_waiting
        mine, of_child = bindparam("organisation", type_=IDENTITY), bindparam("child", type_=IDENTITY)
        versions = select(referral).order_by(referral.c.id, referral.c.version)
        teams, waits = spells().where(team.c.child == of_child), waits_of().where(waiting.c.child == of_child)
        # The first version says which child's it is, and all lie with that child.
        self._versions = database.query(
            versions.select_from(version_one)
            .join(
                referral,
                (referral.c.organisation == version_one.c.organisation)
                & (referral.c.child == version_one.c.child)
                & (referral.c.id == version_one.c.id),
            )
            .where(
                version_one.c.organisation == mine,
                version_one.c.id == bindparam("referral"),
                version_one.c.version == 1,
            ),
            "organisation",
            "referral",
        )
        self._parts = [
            database.query(part.where(table.c.referral == bindparam("referral")), "organisation", "child", "referral")
            for part, table in ((teams, team), (waits, waiting))
        ]
        self._versions_of_child = database.query(
            versions.where(referral.c.organisation == mine, referral.c.child == of_child), "organisation", "child"
        )
        self._parts_of_child = [database.query(part, "organisation", "child") for part in (teams, waits)]
        self._insert = database.insert(referral)
        self._insert_teams = database.insert(team)
        self._insert_waiting = database.insert(waiting)

    def asked(self, organisation: Identity, child: Identity, referral: Identity) -> tuple[Asked, ...]:
        """The queries of a referral of a child."""
        key = organisation, child, referral
        return (self._versions, (organisation, referral)), *((part, key) for part in self._parts)

    def referral(self, reading: Reading, organisation: Identity, referral: Identity) -> Referral:
        """The current version. Raises NotFound."""
        rows = reading.all(self._versions, organisation, referral)
        if not rows:
            raise NotFound("There is no such referral in the organisation's record.")
        current = rows[-1]
        key = organisation, current[3], referral
        teams, waiting = reading.several(*((part, key) for part in self._parts))
        return referral_from_rows(current, grouped(teams, 2), grouped(waiting, 2))

    def of_child(self, reading: Reading, organisation: Identity, child: Identity) -> tuple[Referral, ...]:
        """The current versions, the newest received first."""
        key = organisation, child
        rows, *parts = reading.several((self._versions_of_child, key), *((part, key) for part in self._parts_of_child))
        teams, waiting = (grouped(part, 2) for part in parts)
        # Rows come by referral and version, so the last of each referral is its current one.
        return last_received_first(
            referral_from_rows(row, teams, waiting) for row in {row[0]: row for row in rows}.values()
        )

    def steps(self, referral: Referral) -> list[Step]:
        """The rows of one version."""
        steps = [
            self._insert.of(
                [
                    [
                        *(referral.id, referral.version, referral.organisation, referral.child, referral.received_on),
                        *(referral.received_at, referral.commissioner, referral.service_line_agreement),
                        *(referral.source, referral.referring_organisation, referral.referring_staff_group),
                        *(referral.priority, referral.reason, referral.discharged_on, referral.discharge_letter_on),
                        *(referral.recorded_at, referral.recorded_by, ",".join(referral.further_reasons) or None),
                    ]
                ]
            )
        ]
        key = referral.organisation, referral.child, referral.id, referral.version
        if referral.teams:
            rows = [[*key, ordinal, *_spell_values(each)] for ordinal, each in enumerate(referral.teams)]
            steps.append(self._insert_teams.of(rows))
        if referral.waiting:
            rows = [[*key, ordinal, *_waiting_values(each)] for ordinal, each in enumerate(referral.waiting)]
            steps.append(self._insert_waiting.of(rows))
        return steps


def spells() -> Select[Any]:
    """The services and teams that the organisation's referrals went to, those of a version in their order."""
    team = tables.referral_team
    return (
        select(
            *(team.c.referral, team.c.version, team.c.team, team.c.team_type),
            *(team.c.closed_on, team.c.closure_reason, team.c.rejected_on, team.c.rejection_reason),
        )
        .where(team.c.organisation == bindparam("organisation", type_=IDENTITY))
        .order_by(team.c.referral, team.c.version, team.c.ordinal)
    )


def waits_of() -> Select[Any]:
    """The states of the waiting time of the organisation's referrals, those of a version in their order."""
    waiting = tables.referral_waiting
    said = [each for each in waiting.c if each.name not in ("organisation", "child", "ordinal")]
    return (
        select(*said)
        .where(waiting.c.organisation == bindparam("organisation", type_=IDENTITY))
        .order_by(waiting.c.referral, waiting.c.version, waiting.c.ordinal)
    )


def last_received_first(referrals: Iterable[Referral]) -> tuple[Referral, ...]:
    """In the order in which a child's referrals are listed."""
    return tuple(sorted(referrals, key=lambda each: (each.received_on, each.id), reverse=True))


def referral_from_rows(row: Row, spells: Parts, waits: Parts) -> Referral:
    """From a row of table referral, and its parts."""
    # The columns are the fields in their order, save that the teams stand before who recorded it and when.
    *values, recorded_at, recorded_by, further = row
    version = row[0], row[1]
    teams = tuple(TeamReferral(*spell[2:]) for spell in spells.get(version, ()))
    waiting = tuple(WaitingTime(*state[2:]) for state in waits.get(version, ()))
    reasons = tuple(further.split(",")) if further else ()
    return Referral(*(*values, teams, recorded_at, recorded_by, reasons, waiting))


def _spell_values(spell: TeamReferral) -> list[object]:
    return [
        *(spell.team, spell.team_type, spell.closed_on, spell.closure_reason),
        *(spell.rejected_on, spell.rejection_reason),
    ]


def _waiting_values(state: WaitingTime) -> list[object]:
    return [
        *(state.measurement_type, state.started_on, state.started_at, state.ended_on, state.ended_at, state.status),
        *(state.booking_reference, state.pathway, state.pathway_issuer),
    ]
