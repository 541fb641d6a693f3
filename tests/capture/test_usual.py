"""What is usual here: counted once in five minutes for each clinician, team and clinic, and the order it gives."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.capture.ports import UsageScope
from app.capture.suggestions import Usage
from app.capture.usual import MOST_ORDERS, MOST_REMEMBERED, REFSETS_KEPT, REMEMBERED_FOR, UsualNeeds
from app.capture.visit import Visit
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch
from tests.capture.visits import CLINIC, FakeCaptureRecords, visit_with
from tests.clinical.examples import NOW, PROFESSIONAL, TEAM
from tests.service import REPOSITORY

FOCAL = ConceptId(29753000)
SHIPPED = load_refset(REPOSITORY / "snomed_refsets")
SEARCH = RefsetSearch(SHIPPED)


@dataclass
class Clock:
    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at


class CountingRecords(FakeCaptureRecords):
    """Records that know how often they were counted."""

    def __init__(self) -> None:
        super().__init__([])
        self.counted = 0

    def usual_concepts(self, scope: UsageScope, of: Identity) -> dict[ConceptId, int]:
        self.counted += 1
        return dict(super().usual_concepts(scope, of))


def visit_of(records: CountingRecords, *, booked: bool = True) -> Visit:
    about = visit_with(booked=booked, refset=SHIPPED)
    object.__setattr__(about, "records", records)
    return about


def usual() -> tuple[UsualNeeds, Clock]:
    clock = Clock()
    return UsualNeeds(clock), clock


def first_found(search: RefsetSearch, words: str) -> ConceptId:
    return search.find(words)[0].member.concept


def test_usage_is_that_of_the_clinician_the_team_and_the_clinic() -> None:
    records = CountingRecords()
    records.usual = {
        (UsageScope.PROFESSIONAL, PROFESSIONAL): {FOCAL: 1},
        (UsageScope.TEAM, TEAM): {FOCAL: 2},
        (UsageScope.CLINIC, CLINIC.id): {FOCAL: 3},
    }
    needs, _ = usual()
    assert needs.of_visit(visit_of(records)) == Usage({FOCAL: 1}, {FOCAL: 2}, {FOCAL: 3})


def test_without_an_appointment_no_clinic_is_counted() -> None:
    records = CountingRecords()
    needs, _ = usual()
    assert needs.of_visit(visit_of(records, booked=False)).clinic == {}
    assert records.counted == 2


def test_counts_are_remembered_for_five_minutes() -> None:
    records, (needs, clock) = CountingRecords(), usual()
    before = needs.of_visit(visit_of(records))
    records.usual = {(UsageScope.TEAM, TEAM): {FOCAL: 9}}
    clock.at += REMEMBERED_FOR - timedelta(seconds=1)
    assert needs.of_visit(visit_of(records)) == before
    assert records.counted == 3
    clock.at += timedelta(seconds=1)
    assert needs.of_visit(visit_of(records)).team == {FOCAL: 9}
    assert records.counted == 6


def test_the_type_ahead_shows_first_what_the_team_records() -> None:
    records, (needs, _) = CountingRecords(), usual()
    usually = first_found(SEARCH, "epilepsy gener")
    other = next(match.member.concept for match in SEARCH.find("epileps", limit=50) if match.member.concept != usually)
    records.usual = {(UsageScope.TEAM, TEAM): {other: 50}}
    plain = needs.search(SHIPPED, TEAM)
    assert first_found(plain, "epileps") == first_found(SEARCH, "epileps")
    assert needs.recorded_by(SHIPPED, TEAM) == {}
    needs.of_visit(visit_of(records))
    assert first_found(needs.search(SHIPPED, TEAM), "epileps") == other
    assert needs.recorded_by(SHIPPED, TEAM) == {other: 50}
    assert needs.search(SHIPPED, None) is plain
    assert needs.search(SHIPPED, Identity(999)) is plain
    order = needs.search(SHIPPED, TEAM)
    needs.of_visit(visit_of(records))
    assert needs.search(SHIPPED, TEAM) is order


def test_a_search_is_of_the_reference_set_that_was_asked_about_whichever_is_in_use() -> None:
    needs, _ = usual()
    fewer = Refset(SHIPPED.release, {FOCAL: SHIPPED.members[FOCAL]}, {})
    before, after = needs.search(SHIPPED, None), needs.search(fewer, None)
    named = SHIPPED.members[FOCAL].preferred_term
    assert [match.member.concept for match in after.find(named)] == [FOCAL]
    assert after.find("autism") == ()
    assert before.find("autism")
    assert needs.search(SHIPPED, None) is before
    assert needs.search(fewer, None) is after


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    records, (needs, _) = CountingRecords(), usual()
    about = visit_of(records)
    object.__setattr__(about, "professional", None)
    needs.of_visit(about)
    for number in range(MOST_REMEMBERED):
        needs._of(UsageScope.PROFESSIONAL, Identity(10_000 + number), records)
    assert len(needs._counts) <= MOST_REMEMBERED
    searches = needs._searches_of(SHIPPED)
    searches.orders.update({Identity(20_000 + number): ({}, SEARCH) for number in range(MOST_ORDERS)})
    needs._order(searches, TEAM, {})
    assert list(searches.orders) == [TEAM]
    others = [Refset(SHIPPED.release, {FOCAL: SHIPPED.members[FOCAL]}, {}) for _ in range(5)]
    for other in others:
        needs.search(other, None)
    assert len(needs._searches) == REFSETS_KEPT
