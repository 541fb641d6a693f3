"""What received needs become at an encounter: new, still there, ended, or nothing."""

from dataclasses import replace

from app.clinical.history import need_histories
from app.clinical.needs import Certainty, Change, SaidBy, Source, TrafficLight
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.receiving.statements import Stated, StatedOf, Statements
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, GMFCS_II, GMFCS_III, PALSY, REFSET, TODAY, statement, visit

RESOURCE, OTHER = Identity(900), Identity(901)


def given(concept: ConceptId | None = PALSY, change: NeedChange = NeedChange.PRESENT, term: str = "Palsy") -> NeedGiven:
    release, group = "example", Group.CONDITION
    return NeedGiven(change, concept, term, None, release, group, Certainty.DIAGNOSED, SaidBy.SENDING_SYSTEM)


def stating(*before: Identity, concept: ConceptId = PALSY) -> Statements:
    """The statements of an encounter of a child who has these needs."""
    earlier = [visit(TODAY, *(statement(need, concept) for need in before))] if before else []
    return Statements(need_histories(earlier), (), REFSET, frozenset())


def test_a_need_nobody_knew_is_new_under_the_identity_of_its_resource() -> None:
    saying = stating()
    assert saying.say(Stated(RESOURCE, given())) == StatedOf(RESOURCE, RESOURCE)
    (said,) = saying.statements
    assert (said.need, said.change, said.concept) == (RESOURCE, Change.NEW, PALSY)


def test_a_need_the_child_has_is_still_present_and_keeps_its_identity() -> None:
    saying = stating(OTHER)
    assert saying.say(Stated(RESOURCE, given())) == StatedOf(RESOURCE, OTHER)
    (said,) = saying.statements
    assert (said.need, said.change) == (OTHER, Change.STILL_PRESENT)


def test_a_need_sent_twice_is_one_need() -> None:
    saying = stating()
    saying.say(Stated(RESOURCE, given()))
    assert saying.say(Stated(OTHER, given())) == StatedOf(OTHER, RESOURCE)
    (said,) = saying.statements
    assert (said.need, said.change) == (RESOURCE, Change.NEW)


def test_needs_in_the_same_words_are_one_and_in_other_words_two() -> None:
    saying = stating()
    saying.say(Stated(RESOURCE, given(None, term="Bites  his hand")))
    assert saying.say(Stated(OTHER, given(None, term="bites his hand"))).need == RESOURCE
    assert saying.say(Stated(Identity(902), given(None, term="Bites his arm"))).need == Identity(902)


def test_a_resolved_need_ends_whichever_resource_says_so() -> None:
    saying = stating(OTHER)
    assert saying.say(Stated(RESOURCE, given(change=NeedChange.RESOLVED))).need == OTHER
    assert [each.change for each in saying.statements] == [Change.RESOLVED]


def test_only_its_own_resource_takes_a_need_back() -> None:
    for change in (NeedChange.ENTERED_IN_ERROR, NeedChange.NOT_A_NEED):
        saying = stating(OTHER)
        assert saying.say(Stated(RESOURCE, given(change=change))).need is None
        assert saying.say(Stated(OTHER, given(change=change))).need == OTHER
        assert [each.change for each in saying.statements] == [Change.ENTERED_IN_ERROR]


def test_a_certainty_that_is_not_said_changes_none() -> None:
    saying = stating(OTHER)
    unsaid = replace(given(), certainty=Certainty.REPORTED, unless_already=frozenset(Certainty))
    saying.say(Stated(RESOURCE, unsaid))
    assert [each.certainty for each in saying.statements] == [Certainty.DIAGNOSED]


def test_what_is_not_there_cannot_end_and_nothing_is_recorded_of_it() -> None:
    for change in (NeedChange.RESOLVED, NeedChange.ENTERED_IN_ERROR, NeedChange.NOT_A_NEED):
        saying = stating()
        assert saying.say(Stated(RESOURCE, given(change=change))) == StatedOf(RESOURCE, None)
        assert saying.statements == ()


def test_a_new_level_ends_the_one_that_stood() -> None:
    saying = stating(OTHER, concept=GMFCS_II)
    saying.say(Stated(RESOURCE, given(GMFCS_III)))
    said = {each.need: each.change for each in saying.statements}
    assert said == {OTHER: Change.RESOLVED, RESOURCE: Change.NEW}


def test_two_levels_at_once_are_left_for_the_rules_to_refuse() -> None:
    saying = stating()
    saying.say(Stated(RESOURCE, given(GMFCS_II)))
    saying.say(Stated(OTHER, given(GMFCS_III)))
    assert [each.change for each in saying.statements] == [Change.NEW, Change.NEW]


def test_a_need_that_ended_and_comes_back_is_a_new_one() -> None:
    ended = statement(OTHER, PALSY, Change.RESOLVED)
    earlier = [visit(TODAY, statement(OTHER, PALSY)), visit(TODAY, ended, identity=101)]
    saying = Statements(need_histories(earlier), (), REFSET, frozenset())
    assert saying.say(Stated(RESOURCE, given())).need == RESOURCE


def test_a_form_that_names_a_need_changes_nothing_that_was_said_of_it() -> None:
    saying = stating()
    told = replace(given(), said_by=SaidBy.FAMILY, traffic_light=TrafficLight.RED)
    saying.say(Stated(RESOURCE, told))
    saying.name(Stated(OTHER, replace(given(), certainty=Certainty.REPORTED)))
    (said,) = saying.statements
    assert (said.certainty, said.traffic_light) == (Certainty.DIAGNOSED, TrafficLight.RED)
    saying.name(Stated(OTHER, given(EPILEPSY)))
    assert [each.concept for each in saying.statements] == [PALSY, EPILEPSY]


def test_the_need_that_the_encounter_ranks_first_is_primary() -> None:
    saying = Statements((), (), REFSET, frozenset({RESOURCE}))
    saying.say(Stated(RESOURCE, given()))
    saying.say(Stated(OTHER, given(EPILEPSY)))
    assert [each.primary for each in saying.statements] == [True, False]


def test_a_visit_sent_late_states_first_the_need_that_a_later_one_stated() -> None:
    later = need_histories([visit(TODAY, statement(OTHER, PALSY))])
    saying = Statements((), (), REFSET, frozenset(), later)
    assert saying.say(Stated(RESOURCE, given())) == StatedOf(RESOURCE, OTHER)
    assert [(each.need, each.change) for each in saying.statements] == [(OTHER, Change.NEW)]


def named(said_by: SaidBy, *only: Identity) -> Statements:
    """What is said of a child of whom somebody said a need last; `only` are the needs that forms named."""
    told = replace(statement(OTHER, PALSY), source=Source(said_by))
    histories = need_histories([visit(TODAY, told)])
    return Statements(histories, (), REFSET, frozenset(), named=frozenset(only))


def test_what_only_a_form_named_is_taken_back_by_its_concept() -> None:
    saying = named(SaidBy.SENDING_SYSTEM, OTHER)
    assert saying.say(Stated(RESOURCE, given(change=NeedChange.NOT_A_NEED))).need is None
    assert saying.say(Stated(RESOURCE, given(EPILEPSY, change=NeedChange.ENTERED_IN_ERROR))).need is None
    assert saying.say(Stated(RESOURCE, given(change=NeedChange.ENTERED_IN_ERROR))).need == OTHER
    assert [each.change for each in saying.statements] == [Change.ENTERED_IN_ERROR]


def test_what_somebody_here_has_said_since_is_not_taken_back_by_its_concept() -> None:
    for said_by, only in ((SaidBy.CLINICIAN, (OTHER,)), (SaidBy.FAMILY, (OTHER,)), (SaidBy.SENDING_SYSTEM, ())):
        saying = named(said_by, *only)
        assert saying.say(Stated(RESOURCE, given(change=NeedChange.ENTERED_IN_ERROR))).need is None
        assert saying.statements == ()


def test_a_form_that_rules_out_a_need_the_child_has_says_so_of_it() -> None:
    saying = stating(OTHER)
    saying.name(Stated(RESOURCE, replace(given(), certainty=Certainty.EXCLUDED)))
    assert [(each.need, each.certainty) for each in saying.statements] == [(OTHER, Certainty.EXCLUDED)]
