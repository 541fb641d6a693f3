"""What is usual is counted over the last encounters of a clinician, a team or a clinic."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.capture.ports import UsageScope
from app.clinical.clinic import Clinic, Team
from app.clinical.encounter import Attendance, Encounter, EncounterKind
from app.clinical.needs import Change, Statement
from app.clinical.professional import CareProfessional, Profession
from app.identity import Identity
from app.store.engine import Store
from app.terminology.concept import ConceptId
from tests.databases import new_identity
from tests.store.examples import CONCEPTS, Example, bare_encounter, example, example_statement, unit_of, written
from tests.store.test_query_plans import plans

PALSY, EPILEPSY, MONDAY = ConceptId(CONCEPTS[0]), ConceptId(CONCEPTS[1]), date(2026, 3, 2)


def new(of: Example, *concepts: ConceptId | None) -> tuple[Statement, ...]:
    return tuple(replace(example_statement(1, of.professional.id), concept=each) for each in concepts)


def seen(of: Example, number: int, *concepts: ConceptId | None, on: date = MONDAY) -> Encounter:
    bare = bare_encounter(of, number)
    return replace(
        bare,
        contact=replace(bare.contact, on=on, attendance=Attendance.ATTENDED_ON_TIME, team=of.team.id),
        statements=new(of, *concepts),
        appointment=of.appointment.id,
        professional=of.professional.id,
    )


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def usual(store: Store, of: Example, scope: UsageScope = UsageScope.PROFESSIONAL) -> Mapping[ConceptId, int]:
    whose = {
        UsageScope.PROFESSIONAL: of.professional.id,
        UsageScope.TEAM: of.team.id,
        UsageScope.CLINIC: of.clinic.id,
    }
    with store.records(of.organisation.id) as records:
        return records.usual_concepts(scope, whose[scope])


@pytest.mark.parametrize("scope", UsageScope)
def test_concepts_newly_recorded_are_counted_the_most_frequent_first(store: Store, scope: UsageScope) -> None:
    of = written(store)
    commit(store, of, seen(of, 1, EPILEPSY), seen(of, 2, PALSY, EPILEPSY))
    assert usual(store, of, scope) == {EPILEPSY: 2, PALSY: 1}
    assert list(usual(store, of, scope)) == [EPILEPSY, PALSY]


@pytest.mark.parametrize("scope", UsageScope)
def test_of_somebody_without_encounters_nothing_is_usual(store: Store, scope: UsageScope) -> None:
    assert usual(store, written(store), scope) == {}


def test_each_scope_counts_its_own_encounters_alone(store: Store) -> None:
    of = written(store)
    colleague = CareProfessional(
        new_identity(), of.organisation.id, "Bo Example", Profession.PHYSIOTHERAPIST, "PHYS1", None, None
    )
    team = Team(new_identity(), of.organisation.id, "PT", "Physiotherapy", "15")
    clinic = Clinic(new_identity(), of.organisation.id, "Tuesday physiotherapy", team.id, None, None)
    booking = replace(of.appointment, id=new_identity(), clinic=clinic.id)
    theirs = seen(of, 2, EPILEPSY)
    theirs = replace(
        theirs,
        professional=colleague.id,
        appointment=booking.id,
        contact=replace(theirs.contact, team=team.id, at=time(9)),
    )
    commit(store, of, colleague, team, clinic, booking, seen(of, 1, PALSY), theirs)
    for scope, other in zip(UsageScope, (colleague.id, team.id, clinic.id), strict=True):
        assert usual(store, of, scope) == {PALSY: 1}
        with store.records(of.organisation.id) as records:
            assert records.usual_concepts(scope, other) == {EPILEPSY: 1}


@pytest.mark.parametrize("scope", UsageScope)
def test_carried_and_affirmed_and_uncoded_needs_are_not_counted(store: Store, scope: UsageScope) -> None:
    of = written(store)
    first = seen(of, 1, PALSY, None)
    again = tuple(replace(each, change=Change.CARRIED) for each in first.statements)
    still = tuple(replace(each, change=Change.STILL_PRESENT) for each in first.statements)
    commit(store, of, first, replace(seen(of, 2), statements=again), replace(seen(of, 3), statements=still))
    assert usual(store, of, scope) == {PALSY: 1}


@pytest.mark.parametrize("scope", UsageScope)
def test_amendments_encounters_in_error_not_seen_or_received_are_not_counted(store: Store, scope: UsageScope) -> None:
    of = written(store)
    counted, withdrawn = seen(of, 1, PALSY), seen(of, 2, EPILEPSY)
    absent = seen(of, 5, EPILEPSY)
    absent = replace(absent, contact=replace(absent.contact, attendance=Attendance.WAS_NOT_BROUGHT))
    commit(
        store,
        of,
        counted,
        withdrawn,
        replace(counted, version=2, record_number=3, statements=(*counted.statements, *new(of, EPILEPSY))),
        replace(withdrawn, version=2, record_number=4, statements=(), entered_in_error=True),
        absent,
        replace(seen(of, 6, EPILEPSY), kind=EncounterKind.RECORD_RECEIVED),
    )
    assert usual(store, of, scope) == {PALSY: 1}


@pytest.mark.parametrize("scope", UsageScope)
def test_the_last_four_hundred_encounters_are_looked_at_and_no_more(store: Store, scope: UsageScope) -> None:
    of = written(store)
    later = [seen(of, number, PALSY, on=MONDAY + timedelta(days=number // 7)) for number in range(1, 400)]
    same_day_before = seen(of, 400, EPILEPSY, on=MONDAY - timedelta(days=1))
    same_day_after = seen(of, 401, EPILEPSY, on=MONDAY - timedelta(days=1))
    long_before = seen(of, 402, EPILEPSY, on=MONDAY - timedelta(days=30))
    commit(store, of, *later, same_day_before, same_day_after, long_before)
    assert usual(store, of, scope) == {PALSY: 399, EPILEPSY: 1}


def test_another_organisation_sees_none_of_it(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    commit(store, of, seen(of, 1, PALSY))
    with store.records(other.organisation.id) as records:
        for scope, whose in zip(UsageScope, (of.professional.id, of.team.id, of.clinic.id), strict=True):
            assert records.usual_concepts(scope, whose) == {}


@pytest.mark.parametrize(("place", "whose"), [(0, "professional"), (1, "team"), (2, "team")])
@pytest.mark.parametrize("query", ["_first_of_the_last", "_counts"])
def test_the_last_encounters_are_found_by_an_index(sqlite_url: str, query: str, place: int, whose: str) -> None:
    steps = plans(sqlite_url)[f"usage.{query}[{place}]"]
    assert any(f"ix_encounter_organisation_{whose}_contact_on (organisation=? AND {whose}=?" in step for step in steps)


def test_identities_of_other_kinds_are_nobodys(store: Store) -> None:
    of = written(store)
    commit(store, of, seen(of, 1, PALSY))
    with store.records(of.organisation.id) as records:
        assert all(records.usual_concepts(scope, Identity(1)) == {} for scope in UsageScope)
