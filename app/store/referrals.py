"""Referrals as rows: each version whole, with the services and teams it went to."""

from sqlalchemy import bindparam, select

from app.clinical.referral import Referral, TeamReferral
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.database import Database, Reading, grouped
from app.store.prepared import Query, Row, Step

_COLUMNS = [column for column in tables.referral.columns if column.name not in ("recorded_at", "recorded_by")]


class Referrals:
    """Reads and writes referrals."""

    def __init__(self, database: Database) -> None:
        referral, team = tables.referral, tables.referral_team
        later = referral.alias("later")
        current = ~(
            select(later.c.version)
            .where(
                later.c.organisation == referral.c.organisation,
                later.c.id == referral.c.id,
                later.c.version > referral.c.version,
            )
            .exists()
        )
        versions = select(*_COLUMNS, referral.c.recorded_at, referral.c.recorded_by).where(
            referral.c.organisation == bindparam("organisation"), current
        )
        teams = (
            select(
                *(team.c.referral, team.c.version, team.c.team, team.c.team_type),
                *(team.c.closed_on, team.c.closure_reason, team.c.rejected_on, team.c.rejection_reason),
            )
            .join(
                referral,
                (referral.c.organisation == team.c.organisation)
                & (referral.c.id == team.c.referral)
                & (referral.c.version == team.c.version),
            )
            .where(referral.c.organisation == bindparam("organisation"), current)
            .order_by(team.c.referral, team.c.ordinal)
        )
        one, of_child = referral.c.id == bindparam("referral"), referral.c.child == bindparam("child")
        newest_first = (referral.c.received_on.desc(), referral.c.id.desc())
        self._one = database.query(versions.where(one), "organisation", "referral")
        self._teams_of_one = database.query(teams.where(one), "organisation", "referral")
        self._of_child = database.query(versions.where(of_child).order_by(*newest_first), "organisation", "child")
        self._teams_of_child = database.query(teams.where(of_child), "organisation", "child")
        self._insert = database.insert(referral)
        self._insert_teams = database.insert(team)

    def referral(self, reading: Reading, organisation: Identity, referral: Identity) -> Referral:
        """The current version. Raises NotFound."""
        found = self._read(reading, self._one, self._teams_of_one, organisation, referral)
        if not found:
            raise NotFound("There is no such referral in the organisation's record.")
        return found[0]

    def of_child(self, reading: Reading, organisation: Identity, child: Identity) -> tuple[Referral, ...]:
        """The current versions, the newest received first."""
        return self._read(reading, self._of_child, self._teams_of_child, organisation, child)

    def _read(
        self, reading: Reading, versions: Query, teams: Query, organisation: Identity, key: Identity
    ) -> tuple[Referral, ...]:
        rows = reading.all(versions, organisation, key)
        if not rows:
            return ()
        spells = grouped(reading.all(teams, organisation, key), 2)
        return tuple(_referral(row, spells.get((row[0], row[1]), [])) for row in rows)

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
                        *(referral.recorded_at, referral.recorded_by),
                    ]
                ]
            )
        ]
        if referral.teams:
            key = referral.organisation, referral.id, referral.version
            rows = [[*key, ordinal, *_spell_values(each)] for ordinal, each in enumerate(referral.teams)]
            steps.append(self._insert_teams.of(rows))
        return steps


def _referral(row: Row, spells: list[Row]) -> Referral:
    # The columns are the fields in their order, save that the teams stand before who recorded it and when.
    *values, recorded_at, recorded_by = row
    teams = tuple(TeamReferral(*spell[2:]) for spell in spells)
    return Referral(*(*values, teams, recorded_at, recorded_by))


def _spell_values(spell: TeamReferral) -> list[object]:
    return [
        *(spell.team, spell.team_type, spell.closed_on, spell.closure_reason),
        *(spell.rejected_on, spell.rejection_reason),
    ]
