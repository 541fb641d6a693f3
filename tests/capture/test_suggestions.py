"""What is offered for one tap, and how often it is what is wanted on a generated clinic."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from random import Random

import pytest

from app.capture.suggestions import MOST_OFFERED, NO_USAGE, Usage, offered
from app.clinical.needs import Statement
from app.demo.child_plan import ChildPlan, DemoSize
from app.demo.people import CLINICS, STAFF
from app.demo.plan import demo_plan
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Refset
from tests.clinical.examples import statement
from tests.service import REPOSITORY

RECORDED = 200
"""Encounters of a team after which what it records is offered."""

WANTED = 0.80


@pytest.fixture(scope="module")
def shipped() -> Refset:
    return load_refset(REPOSITORY / "snomed_refsets")


def standing(refset: Refset, *terms: str) -> list[Statement]:
    by_term = {member.preferred_term: member for member in refset.members.values()}
    found = [by_term[term] for term in terms]
    return [
        replace(statement(500 + place), concept=member.concept, term=member.preferred_term, group=member.group)
        for place, member in enumerate(found)
    ]


def terms(refset: Refset, usage: Usage = NO_USAGE, profession: str = "paediatrician", *has: str) -> list[str]:
    found = offered(refset, usage, refset.usual[profession], standing(refset, *has))
    return [member.preferred_term for member in found]


def concept(refset: Refset, term: str) -> ConceptId:
    return next(member.concept for member in refset.members.values() if member.preferred_term == term)


def test_before_anything_is_recorded_the_shipped_list_of_the_profession_is_offered(shipped: Refset) -> None:
    for profession, usual in shipped.usual.items():
        assert {shipped.members[each].preferred_term for each in usual} <= set(terms(shipped, NO_USAGE, profession))


def test_what_the_child_has_is_not_offered_nor_what_excludes_it(shipped: Refset) -> None:
    found = terms(shipped, NO_USAGE, "paediatrician", "Epilepsy", "Mild learning disability")
    assert "Epilepsy" not in found
    assert not [term for term in found if term in ("Moderate learning disability", "Severe learning disability")]


def test_what_was_recorded_here_stands_before_the_shipped_list(shipped: Refset) -> None:
    rare = concept(shipped, "Cleft palate")
    assert "Cleft palate" not in terms(shipped)
    assert terms(shipped, Usage({rare: 40}, {}, {}))[0] == "Cleft palate"
    assert "Cleft palate" in terms(shipped, Usage({}, {rare: 10}, {}))


def test_sensitive_members_are_never_offered_however_often_they_are_recorded(shipped: Refset) -> None:
    sensitive = {member.concept: 1_000 for member in shipped.members.values() if member.sensitive}
    found = offered(shipped, Usage(sensitive, sensitive, sensitive), (), ())
    assert not [member for member in found if member.sensitive]


def test_round_the_clock_care_is_offered_until_the_child_has_it(shipped: Refset) -> None:
    assert "Requires constant supervision" in terms(shipped)
    assert "Requires constant supervision" not in terms(
        shipped, NO_USAGE, "paediatrician", "Requires constant supervision"
    )


def test_technology_and_family_issues_have_their_places_beside_many_conditions(shipped: Refset) -> None:
    conditions = {member.concept: 500 for member in shipped.in_group(Group.CONDITION) if not member.sensitive}
    others = {
        member.concept: 1
        for group in (Group.TECHNOLOGY_DEPENDENCY, Group.FAMILY_REPORTED_ISSUE)
        for member in shipped.in_group(group)
        if not member.sensitive
    }
    found = offered(shipped, Usage({**conditions, **others}, {}, {}), (), ())
    groups = Counter(member.group for member in found)
    assert (groups[Group.TECHNOLOGY_DEPENDENCY], groups[Group.FAMILY_REPORTED_ISSUE]) == (4, 5)
    assert sum(groups.values()) <= MOST_OFFERED + 1


# On a generated clinic


@dataclass(frozen=True, slots=True)
class Entries:
    """What is entered at a visit: needs said again, and new ones; and what the child had before."""

    at: tuple[date, time]
    clinic: int
    professional: int
    again: tuple[ConceptId, ...]
    new: tuple[ConceptId, ...]
    had: tuple[ConceptId, ...]


def entries_of(child: ChildPlan) -> Iterator[Entries]:
    for place, visit in enumerate(child.visits):
        if not visit.attendance.seen:
            continue
        attended = child.attended_before(place)
        coded = [course for course in child.courses if course.concept is not None]
        had = [each for each in coded if each.first < attended and (each.resolved is None or attended < each.resolved)]
        new = [course for course in coded if course.first == attended]
        concepts = [tuple(each.concept for each in some if each.concept is not None) for some in (had, new, had)]
        yield Entries((visit.on, visit.at), visit.clinic, visit.professional, *concepts)


def wanted(refset: Refset) -> Iterator[tuple[bool, bool]]:
    """For each entry of a team after its first 200 encounters: whether it was carried, and whether it was offered."""
    plan = demo_plan(DemoSize(2_000, 24, date(2026, 11, 24)), refset, Random(7))
    by = {scope: defaultdict(Counter) for scope in ("professional", "team", "clinic")}  # type: ignore[var-annotated]
    recorded: Counter[int] = Counter()
    for entries in sorted((each for child in plan for each in entries_of(child)), key=lambda each: each.at):
        team = CLINICS[entries.clinic].team
        usage = Usage(by["professional"][entries.professional], by["team"][team], by["clinic"][entries.clinic])
        if recorded[team] >= RECORDED:
            usual = refset.usual.get(STAFF[entries.professional].profession.value, ())
            has = [replace(statement(501), concept=each) for each in entries.had]
            found = {member.concept for member in offered(refset, usage, usual, has)}
            yield from ((True, False) for _ in entries.again)
            yield from ((False, each in found) for each in entries.new)
        recorded[team] += 1
        for each in entries.new:
            for counts in (usage.professional, usage.team, usage.clinic):
                counts[each] += 1  # type: ignore[index]


def test_the_wanted_need_is_carried_or_one_tap_away(shipped: Refset) -> None:
    found = list(wanted(shipped))
    new = [one_tap for carried, one_tap in found if not carried]
    shares = sum(carried or one_tap for carried, one_tap in found) / len(found), sum(new) / len(new)
    logging.getLogger(__name__).info(
        "carried or one tap %.1f %%, of new ones %.1f %%, of %d", *[100 * s for s in shares], len(found)
    )
    assert shares[0] >= WANTED
