"""Children who are kin, or look alike in a list: what they have in common, so that the desk must look twice."""

from dataclasses import replace

from app.clinical.child import FactKind
from app.demo.child_plan import ChildPlan
from app.demo.children import PersonPlan

_OF_THE_FAMILY = frozenset(
    {
        FactKind.POSTCODE,
        FactKind.ADDRESS,
        FactKind.GP_PRACTICE,
        FactKind.ETHNIC_CATEGORY,
        FactKind.PREFERRED_LANGUAGE,
        FactKind.INTERPRETER,
        FactKind.SENSITIVE_ADDRESS,
        FactKind.PARENTAL_RESPONSIBILITY,
        FactKind.ACCOMMODATION,
    }
)


def as_siblings(one: ChildPlan, other: ChildPlan) -> ChildPlan:
    """The other, as a brother or sister of the first: family name, address, practice and languages are the same."""
    return replace(other, person=_of_one_family(one.person, other.person))


def as_twins(one: ChildPlan, other: ChildPlan) -> ChildPlan:
    """The other, as the first one's twin: born on the same day, at the same home, referred in the same letter."""
    first = one.person
    family = replace(other.person.demographics, family_name=first.demographics.family_name, birth_date=first.born)
    person = replace(
        other.person,
        demographics=family,
        born=first.born,
        facts=first.facts,
        looked_after=first.looked_after,
        interpreter=first.interpreter,
    )
    return replace(other, person=person, referral=one.referral)


def as_namesakes(one: ChildPlan, other: ChildPlan) -> ChildPlan:
    """The other, with the first one's names, and nothing else in common."""
    first = one.person.demographics
    demographics = replace(
        other.person.demographics,
        family_name=first.family_name,
        given_name=first.given_name,
        preferred_name=first.preferred_name,
    )
    return replace(other, person=replace(other.person, demographics=demographics))


def _of_one_family(one: PersonPlan, other: PersonPlan) -> PersonPlan:
    own = tuple(each for each in other.facts if each.kind not in _OF_THE_FAMILY)
    # Each has lived at the address, and been on the practice's list, since a day of their own.
    shared = tuple(
        replace(each, since=other.born if each.since is not None else None)
        for each in one.facts
        if each.kind in _OF_THE_FAMILY
    )
    return replace(
        other,
        demographics=replace(other.demographics, family_name=one.demographics.family_name),
        facts=(*shared, *own),
        interpreter=one.interpreter,
    )
