"""A Patient is about the child whose number or identifier it has; whatever speaks against it refuses it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.child import (
    Child,
)
from app.clinical.child_numbers import number_in_use
from app.fhir.mapping.given import PatientGiven
from app.fhir.structure.problems import IssueType, Severity
from app.identity import Identity
from tests.fhir.receiving.child_examples import (
    BORN,
    LATER,
    ONE,
    OTHER,
    THIRD,
    known,
    local,
    local_said,
    matched,
    numbered,
    sent,
)


def match_of(said: PatientGiven, *known_here: Child, claimed: Child | None = None) -> Identity | None:
    """The identity of the child who is matched without a word."""
    found, problems = matched(said, *known_here, claimed=claimed)
    assert problems == []
    assert found is not None
    assert found.given == said
    return found.child.id if found.child is not None else None


def conflict(said: PatientGiven, *known_here: Child, claimed: Child | None = None) -> str:
    """The element at which a Patient is refused."""
    found, problems = matched(said, *known_here, claimed=claimed)
    assert found is None
    (problem,) = problems
    assert (problem.code, problem.severity) == (IssueType.CONFLICT, Severity.ERROR)
    assert not any(number in problem.diagnostic for number in (ONE, OTHER, "L1", "2019", "2020"))
    return problem.expression.removeprefix("Bundle.entry[0].resource.")


def test_nobody_is_matched_who_is_not_known() -> None:
    assert match_of(sent(ONE, "01", local_said("L1"))) is None
    assert match_of(sent(None, None), known(1, numbered(ONE))) is None


def test_a_child_is_known_by_a_number_that_either_side_has_verified() -> None:
    unverified = known(1, numbered(ONE, "02"))
    assert match_of(sent(ONE, "01", born=None), unverified) == 1
    assert match_of(sent(ONE, "02", born=None), known(1, numbered(ONE, "01"))) == 1


def test_an_unverified_number_counts_where_the_birth_dates_agree_or_an_identifier_bears_it_out() -> None:
    unverified = known(1, numbered(ONE, None), local("L1"))
    assert match_of(sent(ONE, None), unverified) == 1
    assert match_of(sent(ONE, None, local_said("L1"), born=None), unverified) == 1
    assert match_of(sent(ONE, None, born=None), unverified, claimed=unverified) == 1
    assert conflict(sent(ONE, None, born=None), unverified) == "identifier"


def test_a_number_of_a_child_born_on_another_date_is_refused_verified_or_not() -> None:
    for status in ("01", "02", None):
        assert conflict(sent(ONE, status, born=LATER), known(1, numbered(ONE, status))) == "birthDate"


def test_a_child_is_known_by_the_senders_identifier_or_a_local_one() -> None:
    child = known(1, local("L1"))
    assert match_of(sent(None, None), child, claimed=child) == 1
    assert match_of(sent(ONE, "01", local_said("L1")), child) == 1
    assert match_of(sent(None, None, local_said("L1", "RYY")), child) is None


def test_an_identifier_of_a_child_with_another_number_or_birth_date_is_refused() -> None:
    child = known(1, numbered(ONE), local("L1"))
    assert conflict(sent(OTHER, "01", local_said("L1")), child) == "identifier"
    assert conflict(sent(OTHER, None), child, claimed=child) == "identifier"
    assert conflict(sent(None, None, local_said("L1"), born=LATER), child) == "birthDate"
    assert conflict(sent(None, None, born=LATER), child, claimed=child) == "birthDate"


def test_numbers_and_identifiers_of_different_children_are_refused() -> None:
    one, other = known(1, numbered(ONE)), known(2, local("L1"), local("L2"))
    assert conflict(sent(ONE, "01", local_said("L1")), one, other) == "identifier"
    assert conflict(sent(ONE, "01"), one, other, claimed=other) == "identifier"
    third = known(3, local("L3"))
    assert conflict(sent(None, None, local_said("L1"), local_said("L3")), other, third) == "identifier"


def test_a_record_that_was_merged_and_the_one_that_stands_are_one_child() -> None:
    merged = known(1, numbered(ONE), merged_into=Identity(2))
    stands = known(2, numbered(OTHER), local("L1"), merged_from=(Identity(1),))
    assert match_of(sent(ONE, "01", local_said("L1")), merged, stands) == 1
    assert match_of(sent(OTHER, "01"), merged, stands, claimed=merged) == 2


def test_a_value_whose_issuer_nobody_says_is_another_childs_where_anything_speaks_against_it() -> None:
    child, other = known(1, numbered(ONE), local("L1")), known(2, numbered(OTHER))
    loose = local_said("L1", said=False)
    assert match_of(sent(ONE, "01", loose), child) == 1
    assert match_of(sent(None, None, loose), child) == 1
    for said, matched_child in (
        (sent(None, None, loose, born=LATER), None),
        (sent(THIRD, "01", loose), None),
        (sent(OTHER, "01", loose), Identity(2)),
    ):
        found, problems = matched(said, child, other)
        assert [each.severity for each in problems] == [Severity.WARNING]
        assert found is not None
        assert found.given == replace(said, locals=())
        assert (found.child.id if found.child is not None else None) == matched_child


def test_whose_identifier_it_is_must_be_known() -> None:
    with pytest.raises(KeyError):
        matched(sent(None, None), claimed=known(1))


IDENTIFIERS = st.tuples(st.sampled_from([ONE, OTHER, THIRD, None]), st.sampled_from(["01", "02", None]))
LOCALS = st.lists(st.sampled_from(["L1", "L2", "L3"]), unique=True, max_size=2)
BIRTHS = st.sampled_from([BORN, LATER, None])


@st.composite
def several_known(draw: st.DrawFn) -> list[Child]:
    """Children with numbers that no two of them share, some of them merged into another."""
    made: list[Child] = []
    used: set[str] = set()
    for identity in range(1, draw(st.integers(1, 4)) + 1):
        number, status = draw(IDENTIFIERS)
        values = [each for each in draw(LOCALS) if each not in used]
        mine = [numbered(number, status)] if number is not None and number not in used else []
        used |= {each.value for each in mine} | set(values)
        into = Identity(1) if identity > 1 and draw(st.integers(0, 4)) == 0 else None
        made.append(known(identity, *mine, *map(local, values), born=draw(BIRTHS), merged_into=into))
    return made


@st.composite
def patients(draw: st.DrawFn) -> PatientGiven:
    (number, status), said = draw(IDENTIFIERS), draw(st.booleans())
    return sent(number, status, *(local_said(each, said=said) for each in draw(LOCALS)), born=draw(BIRTHS))


@given(several_known(), patients(), st.data())
@settings(max_examples=400, deadline=None)
def test_no_two_children_are_ever_joined(here: list[Child], patient: PatientGiven, data: st.DataObject) -> None:
    """Not those of different birth dates, nor those of different NHS numbers; and no identifier of another is taken."""
    claimed = data.draw(st.sampled_from([None, *here]))
    born = patient.demographics.birth_date
    found, problems = matched(patient, *here, claimed=claimed)
    assert (found is None) == any(each.severity is Severity.ERROR for each in problems)
    if found is None:
        return
    by_value = {each.value: child for child in here for each in child.identifiers}
    kept = [found.given.nhs_number, *(each.value for each in found.given.locals)]
    owners = [by_value[each] for each in kept if each in by_value] + ([claimed] if claimed is not None else [])
    births = {owner.demographics.birth_date for owner in owners}
    assert len({owner.merged_into or owner.id for owner in owners}) <= 1
    assert born is None or births <= {born, None}
    assert (found.child is None) == (owners == [])
    if found.child is not None and patient.nhs_number is not None:
        theirs = number_in_use(found.child)
        held = by_value.get(patient.nhs_number)
        assert theirs is None or theirs.value == patient.nhs_number or held is not None
