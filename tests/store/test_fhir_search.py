"""Searches find what a look at everything finds, in its order, on both databases and by pages of any size."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from app.clinical.child import DemographicsOfChild
from app.clinical.encounter import CareActivity, Encounter, EncounterKind
from app.clinical.needs import Change, Statement
from app.fhir.ports import After, Coded, Hit, IdentifierClaimed, KeptResource, NamePart, SortBy, Sought
from app.fhir.reading.declared import Meaning, parameters_of
from app.fhir.systems import (
    GMC_NUMBER,
    LOCAL_PROFESSIONAL,
    LOCAL_TEAM,
    NHS_NUMBER,
    NMC_NUMBER,
    ODS_ORGANISATION,
    ODS_SITE,
    OUR_IDENTITY,
)
from app.fhir.types import ACCEPTED
from app.identity import Identity, shown
from app.store.database import Database, Reading
from app.store.engine import Store
from app.store.fhir_search import FhirSearch
from app.store.postgresql_database import PostgresqlDatabase
from app.store.sqlite_database import SqliteDatabase
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.databases import new_identity, opened
from tests.store.examples import (
    CONCEPTS,
    RECORDED,
    Example,
    bare_encounter,
    example,
    example_child,
    example_statement,
    merged,
    unit_of,
    written,
)
from tests.store.fhir_worlds import CODINGS, DAYS, FAMILY_NAMES, GIVEN_NAMES, GROUPS, INSTANTS, World, generated, write
from tests.store.naive_search import expected

ODS_CODES = (f"R{number:04}" for number in count(1))
TYPES = sorted(ACCEPTED - {"Flag", "Goal", "Task", "Consent", "CarePlan"})
PAGES = (1, 2, 3, 7)
SEARCHES = 20
OF_NEEDS = frozenset({Group.CONDITION, Group.UNGROUPED})
FURTHER_NUMBER = "9990000026"


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def found(store: Store, of: Example, type_name: str, **asked: Any) -> list[Identity]:
    """The identities of what a search finds, and the number says so too."""
    groups = OF_NEEDS if type_name == "Condition" else frozenset[Group]()
    sought = Sought(type_name, groups=groups, **asked)
    with store.records(of.organisation.id) as records:
        hits = records.search(sought, None, 100)
        assert records.count(sought) == len(hits)
    return [hit.id for hit in hits]


def said(of: Example, number: int, *statements: Statement, **further: Any) -> Encounter:
    """An encounter of the example's child at which something was said of needs."""
    made = replace(bare_encounter(of, number), statements=statements, **further)
    return replace(made, contact=replace(made.contact, on=date(2026, 3, number)))


def sent(of: Example, type_name: str, identity: Identity, **further: Any) -> KeptResource:
    """The first version of a resource that a system sent of the example's child."""
    made = KeptResource(
        *(of.organisation.id, type_name, identity, 1, of.child.id, None, None, b"{}", None, RECORDED),
        *(of.account.id, new_identity()),
    )
    return replace(made, **further)


def test_a_need_is_found_by_what_was_last_said_of_it_and_carrying_it_on_says_nothing(store: Store) -> None:
    of = written(store)
    new = replace(example_statement(0, of.professional.id), group=Group.CONDITION)
    first = said(of, 1, new)
    carried = said(of, 2, replace(new, change=Change.CARRIED, concept=ConceptId(CONCEPTS[1])))
    coded_anew = replace(new, change=Change.STILL_PRESENT, concept=ConceptId(CONCEPTS[2]))
    commit(store, of, first, carried)
    assert found(store, of, "Condition", concepts=frozenset({new.concept})) == [new.need]
    assert found(store, of, "Condition", on_from=date(2026, 3, 2)) == []
    commit(store, of, said(of, 3, coded_anew))
    assert found(store, of, "Condition", concepts=frozenset({new.concept})) == []
    assert found(store, of, "Condition", concepts=frozenset({coded_anew.concept})) == [new.need]
    assert found(store, of, "Condition", on_from=date(2026, 3, 3)) == [new.need]
    assert found(store, of, "Condition", encounters=frozenset({first.id})) == []


def test_a_need_is_of_the_type_it_was_sent_as_else_of_that_of_its_group(store: Store) -> None:
    of = written(store)
    one, other = (replace(example_statement(0, of.professional.id), group=Group.CONDITION) for _ in range(2))
    commit(store, of, said(of, 1, one, other), sent(of, "Observation", other.need))
    assert found(store, of, "Condition") == [one.need]
    assert found(store, of, "Observation") == [other.need]


def test_a_code_that_was_sent_stands_until_something_else_is_recorded(store: Store) -> None:
    of = written(store)
    need = replace(example_statement(0, of.professional.id), group=Group.CONDITION)
    as_sent = sent(of, "Condition", need.need, codes=("http://hl7.org/fhir/sid/icd-10|G80", "urn:x|CP"))
    commit(store, of, said(of, 1, need), as_sent)
    for code in ("http://hl7.org/fhir/sid/icd-10|G80", "|CP"):
        assert found(store, of, "Condition", codes=frozenset({code})) == [need.need]
    assert found(store, of, "Condition", codes=frozenset({"urn:x|G80"})) == []
    later = said(of, 2, replace(need, change=Change.STILL_PRESENT), recorded_at=RECORDED + timedelta(seconds=1))
    commit(store, of, later)
    assert found(store, of, "Condition", codes=frozenset({"|CP"})) == []


def test_a_merged_record_is_found_as_the_one_that_stands_for_it(store: Store) -> None:
    of = written(store)
    other = example_child(of.organisation.id, of.account.id, FURTHER_NUMBER)
    commit(store, of, other)
    assert found(store, of, "Patient") == [of.child.id, other.id]
    commit(store, of, merged(of, of.child.id, other.id))
    assert found(store, of, "Patient") == [other.id]
    assert found(store, of, "Patient", ids=frozenset({of.child.id})) == [other.id]
    assert found(store, of, "Patient", identified=frozenset({(NHS_NUMBER, "9990000018")})) == [other.id]
    commit(store, of, merged(of, of.child.id, other.id, 2, standing=False))
    assert found(store, of, "Patient", identified=frozenset({(NHS_NUMBER, "9990000018")})) == [of.child.id]


def test_identifiers_are_found_in_any_case_of_their_system_or_in_any_system(store: Store) -> None:
    of = written(store)
    visit, long = bare_encounter(of, 1), "V" * 5_000
    claims = [
        IdentifierClaimed(of.organisation.id, "Encounter", system, value, visit.id)
        for system, value in (("https://Sender.example/Id", "V-1"), ("urn:x", long))
    ]
    commit(store, of, visit, *claims)
    for pair in (("https://sender.example/id", "V-1"), ("", "V-1"), ("urn:x", long), ("", long)):
        assert found(store, of, "Encounter", identified=frozenset({pair})) == [visit.id]
    for pair in (("https://other.example", "V-1"), ("", "v-1"), ("urn:x", "V-1"), ("urn:x", long[:-1])):
        assert found(store, of, "Encounter", identified=frozenset({pair})) == []
    assert found(store, of, "Patient", identified=frozenset({("", "V-1")})) == []


def test_who_and_what_there_is_are_found_by_the_identifiers_that_the_record_has(store: Store) -> None:
    of = written(store)
    held = {
        ("Organization", ODS_ORGANISATION, "RXX01"): of.organisation.id,
        ("CareTeam", LOCAL_TEAM, "CCH"): of.team.id,
        ("Practitioner", LOCAL_PROFESSIONAL, "PAED1"): of.professional.id,
        ("Practitioner", GMC_NUMBER, "9999999"): of.professional.id,
        ("Location", ODS_SITE.lower(), "RXX01"): of.clinic.id,
        ("HealthcareService", OUR_IDENTITY, shown(of.clinic.id)): of.clinic.id,
    }
    for (type_name, system, value), identity in held.items():
        assert found(store, of, type_name, identified=frozenset({(system, value)})) == [identity]
    assert found(store, of, "Practitioner", identified=frozenset({(NMC_NUMBER, "9999999")})) == []


def test_what_is_received_without_a_contact_is_no_encounter_and_its_needs_name_none(store: Store) -> None:
    of = written(store)
    need = replace(example_statement(0, of.professional.id), group=Group.CONDITION)
    received = said(of, 1, need, kind=EncounterKind.RECORD_RECEIVED)
    commit(store, of, received)
    assert found(store, of, "Encounter") == found(store, of, "QuestionnaireResponse") == []
    assert found(store, of, "Condition") == [need.need]
    assert found(store, of, "Condition", encounters=frozenset({received.id})) == []


def test_an_appointment_is_of_the_day_it_was_moved_to(store: Store) -> None:
    of = written(store)
    commit(store, of, replace(of.appointment, version=2, on=date(2026, 3, 9)))
    assert found(store, of, "Appointment", on_to=date(2026, 3, 8)) == []
    assert found(store, of, "Appointment", on_from=date(2026, 3, 9)) == [of.appointment.id]


def test_children_are_found_by_how_their_names_begin(store: Store) -> None:
    of = written(store)
    for clause in ({(NamePart.FAMILY, "o'samp")}, {(NamePart.GIVEN, "ZO")}, {(NamePart.ANY, "ó"), (NamePart.ANY, "x")}):
        assert found(store, of, "Patient", named=(frozenset(clause),)) == [of.child.id]
    for clause in ({(NamePart.FAMILY, "zo")}, {(NamePart.ANY, "%")}, {(NamePart.GIVEN, "-")}, set()):
        assert found(store, of, "Patient", named=(frozenset(clause),)) == []
    both = (frozenset({(NamePart.ANY, "zo")}), frozenset({(NamePart.ANY, "osa")}))
    assert found(store, of, "Patient", named=both) == [of.child.id]


def test_children_are_found_by_how_any_of_their_given_names_begins(store: Store) -> None:
    of = written(store)
    who = replace(of.child.demographics, given_name="Anna Zoë-Marie Ó Dála", preferred_name=None)
    commit(store, of, DemographicsOfChild(of.organisation.id, of.child.id, 2, who, RECORDED, of.account.id))
    for sought in ("ann", "zoe", "Zoë-Mar", "o dala", "DAL", "anna zoe"):
        for part in (NamePart.GIVEN, NamePart.ANY):
            assert found(store, of, "Patient", named=(frozenset({(part, sought)}),)) == [of.child.id], sought
        assert found(store, of, "Patient", given=sought) == [of.child.id]
    for sought in ("nna", "marie", "ala", "zoe dala", "_"):
        assert found(store, of, "Patient", named=(frozenset({(NamePart.GIVEN, sought)}),)) == [], sought
    assert found(store, of, "Patient", family="zoe") == []


def test_what_names_an_encounter_at_which_nothing_of_it_was_recorded_is_found_by_it(store: Store) -> None:
    of = written(store)
    planned, contact = new_identity(), bare_encounter(of, 1)
    need = replace(example_statement(0, of.professional.id), group=Group.CONDITION)
    received = said(of, 2, need, kind=EncounterKind.RECORD_RECEIVED)
    not_done = sent(of, "Procedure", new_identity(), named=contact.id)
    commit(store, of, contact, received, sent(of, "Condition", need.need, named=planned), not_done)
    assert found(store, of, "Condition", encounters=frozenset({planned})) == [need.need]
    assert found(store, of, "Procedure", encounters=frozenset({contact.id})) == [not_done.id]
    assert found(store, of, "Condition", encounters=frozenset({contact.id, received.id})) == []
    assert found(store, of, "Condition", codes=frozenset({f"|Encounter/{shown(planned)}"})) == []
    later = said(of, 3, replace(need, change=Change.STILL_PRESENT), recorded_at=RECORDED + timedelta(seconds=1))
    commit(store, of, later)
    assert found(store, of, "Condition", encounters=frozenset({planned})) == []
    assert found(store, of, "Condition", encounters=frozenset({later.id})) == [need.need]


def test_an_activity_that_an_amendment_removed_is_found_as_changed_with_it(store: Store) -> None:
    of = written(store)
    done = CareActivity(new_identity(), "01", None)
    first = replace(bare_encounter(of, 1), activities=(done,))
    removed_at = RECORDED + timedelta(hours=1)
    amended = replace(first, version=2, record_number=2, activities=(), recorded_at=removed_at)
    commit(store, of, first)
    assert found(store, of, "Procedure", updated_from=removed_at) == []
    commit(store, of, amended)
    assert found(store, of, "Procedure") == [done.id]
    assert found(store, of, "Procedure", updated_from=removed_at) == [done.id]
    assert found(store, of, "Procedure", encounters=frozenset({first.id})) == [done.id]


def test_another_organisation_finds_nothing_of_it(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", FURTHER_NUMBER))
    need = replace(example_statement(0, of.professional.id), group=Group.CONDITION)
    kept = sent(of, "Flag", new_identity(), codes=("urn:x|1",))
    claim = IdentifierClaimed(of.organisation.id, "Flag", "urn:x", "F-1", kept.id)
    commit(store, of, said(of, 1, need), kept, claim)
    theirs = {"Patient": other.child.id, "Appointment": other.appointment.id, "Organization": other.organisation.id}
    for type_name in (*TYPES, "Flag"):
        for hit in found(store, other, type_name):
            assert hit in (
                theirs.get(type_name),
                other.referral.id,
                other.professional.id,
                other.team.id,
                other.clinic.id,
            )
    everything = frozenset({of.child.id, need.need, kept.id, of.referral.id})
    for type_name in (*TYPES, "Flag"):
        assert found(store, other, type_name, ids=everything) == []
        assert found(store, other, type_name, children=frozenset({of.child.id})) == []
    assert found(store, other, "Flag", identified=frozenset({("urn:x", "F-1")})) == []
    assert found(store, other, "Flag", codes=frozenset({"urn:x|1"})) == []
    assert found(store, of, "Flag", codes=frozenset({"urn:x|1"})) == [kept.id]


def test_nothing_is_asked_of_the_database_where_nothing_can_be_found(sqlite_url: str) -> None:
    with reading(sqlite_url) as (database, snapshot):
        search = FhirSearch(database)
        nobody = Sought("Patient")
        for sought in (
            replace(nobody, ids=frozenset()),
            replace(nobody, children=frozenset()),
            replace(nobody, named=(frozenset({(NamePart.ANY, "-")}),)),
        ):
            assert search.search(snapshot, Identity(1), sought, None, 10) == ()
            assert search.count(snapshot, Identity(1), sought) == 0


@contextmanager
def reading(database_url: str) -> Iterator[tuple[Database, Reading]]:
    url = make_url(database_url)
    database = (SqliteDatabase if url.get_backend_name() == "sqlite" else PostgresqlDatabase)(url, 1)
    try:
        with database.snapshot() as snapshot:
            yield database, snapshot
    finally:
        database.close()


def walked(search: FhirSearch, snapshot: Reading, organisation: Identity, sought: Sought, size: int) -> list[Hit]:
    """Every hit, page by page."""
    found: list[Hit] = []
    after = None
    while page := search.search(snapshot, organisation, sought, after, size):
        found += page
        last = page[-1]
        value = {SortBy.UPDATED: last.updated, SortBy.DATE: last.on, SortBy.ID: None}[sought.sort]
        after = After(value, last.id)
        assert len(found) < 500
    return found


def some_search(chance: Random, world: World) -> Sought:
    """A search of some type for a few things at once."""
    kind = chance.choice(TYPES)
    sorts = [SortBy.ID, SortBy.UPDATED, SortBy.DATE]
    given_values = {
        "ids": frozenset(chance.sample(_ids(world), 5)) | {new_identity()},
        "children": frozenset(each.id for each in chance.sample(world.children, chance.randrange(1, 3))),
        "encounters": frozenset(each.id for each in world.encounters if chance.random() < 0.5),
        "concepts": frozenset(ConceptId(each) for each in chance.sample(CONCEPTS[:5], 2)),
        "codes": frozenset(chance.sample(CODINGS, 2)),
        "on_from": chance.choice(DAYS),
        "on_to": chance.choice(DAYS),
        "updated_from": chance.choice(INSTANTS),
        "updated_to": chance.choice(INSTANTS),
        "born_from": chance.choice(DAYS),
        "born_to": chance.choice(DAYS),
        "family": chance.choice(FAMILY_NAMES)[:3],
        "given": chance.choice((*(each[:2] for each in GIVEN_NAMES), "mar", "zo")),
        "coded": tuple(
            Coded(frozenset(ConceptId(each) for each in CONCEPTS[:2]), frozenset(chance.sample(CODINGS, 1)))
            for _ in range(chance.randrange(1, 3))
        ),
        "named": (
            frozenset({(NamePart.FAMILY, "ob"), (NamePart.GIVEN, "zu")}),
            frozenset({(NamePart.ANY, chance.choice(("z", "B", "ann", "Marý", "-")))}),
        ),
        "identified": frozenset(
            (chance.choice((each.system, each.system.upper(), "")), each.value)
            for each in world.claims
            if chance.random() < 0.5
        )
        | {("", world.children[0].identifiers[0].value), ("https://fhir.nhs.uk/id/NHS-number", "9990000026")},
    }
    names = chance.sample(sorted(given_values), chance.choice((0, 1, 1, 1, 2, 2, 3)))
    of_type = {"born_from", "born_to", "family", "given", "named"}
    coded = any(each.meaning is Meaning.CODE for each in parameters_of(kind).values())
    names = [each for each in names if kind == "Patient" or each not in of_type]
    names = [each for each in names if coded or each not in ("concepts", "codes", "coded")]
    chosen = {name: given_values[name] for name in names}
    return replace(
        Sought(kind, groups=frozenset(chance.sample(GROUPS, 2)), sort=chance.choice(sorts)),
        descending=chance.random() < 0.5,
        **chosen,  # type: ignore[arg-type]
    )


def _ids(world: World) -> list[Identity]:
    held = {each.id for each in world.children}
    held |= {each.id for each in world.referrals} | {each.id for each in world.appointments}
    held |= {each.id for each in world.encounters} | {each.id for each in world.kept}
    held |= {one.need for each in world.encounters for one in each.statements}
    return sorted(
        held | {world.of.team.id, world.of.professional.id, world.organisation, new_identity(), new_identity()}
    )


@settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],  # a smaller seed is no smaller record
)
@given(seed=st.integers(0, 2**32))
def test_a_search_finds_what_a_look_at_everything_finds_in_pages_of_any_size(database_url: str, seed: int) -> None:
    chance = Random(seed)
    worlds = [generated(chance, next(ODS_CODES)) for _ in range(2)]
    with opened(database_url) as store:
        for world in worlds:
            write(store, world)
    with reading(database_url) as (database, snapshot):
        # Spans as short as these, and sets as small, are met by large records alone.
        short, plain = FhirSearch(database, long=2, few=3, most_named=1), FhirSearch(database)
        for _ in range(SEARCHES):
            world = chance.choice(worlds)
            sought = some_search(chance, world)
            wanted = expected(world, sought)
            search = chance.choice((short, plain))
            assert walked(search, snapshot, world.organisation, sought, chance.choice(PAGES)) == wanted, sought
            assert search.search(snapshot, world.organisation, sought, None, 500) == tuple(wanted), sought
            assert search.count(snapshot, world.organisation, sought) == len(wanted), sought
