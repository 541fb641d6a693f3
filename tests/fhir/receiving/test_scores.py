"""What received scores make of those of an encounter."""

from dataclasses import replace
from datetime import date

from app.clinical.encounter import Attendance, Encounter, EncounterKind
from app.clinical.score_checks import MOST_SCORES
from app.clinical.scores import AssessmentScore
from app.fhir.mapping.given import ScoreGiven
from app.fhir.mapping.looking import Findings
from app.fhir.receiving.scores import where_it_stood, with_scores
from app.fhir.structure.problems import Problem
from app.identity import Identity
from app.terminology.concept import ConceptId
from tests.clinical.examples import BORN, TODAY, visit

GROSS, FINE = ConceptId(138875005), ConceptId(116680003)
EARLIER = date(2026, 11, 3)


def after(
    *given: ScoreGiven,
    before: tuple[AssessmentScore, ...] = (),
    former: tuple[ScoreGiven, ...] = (),
    at: Encounter | None = None,
) -> tuple[tuple[AssessmentScore, ...], list[str]]:
    problems: list[Problem] = []
    placed = [(each, Findings("Observation", problems)) for each in given]
    found = with_scores(replace(at or visit(), scores=before), former, placed, BORN)
    return found.scores, [each.diagnostic for each in problems]


def test_a_score_of_the_day_of_the_contact_needs_no_day_of_its_own() -> None:
    given = ScoreGiven(GROSS, "7", TODAY), ScoreGiven(FINE, "8", None), ScoreGiven(GROSS, "9", EARLIER)
    assert after(*given) == (
        (AssessmentScore(GROSS, "7"), AssessmentScore(FINE, "8"), AssessmentScore(GROSS, "9", EARLIER)),
        [],
    )


def test_what_was_scored_before_stays_and_one_of_the_same_day_is_replaced() -> None:
    before = AssessmentScore(FINE, "1"), AssessmentScore(GROSS, "2")
    assert after(ScoreGiven(GROSS, "7", None), before=before)[0] == (before[0], AssessmentScore(GROSS, "7"))


def test_one_entered_in_error_is_taken_out() -> None:
    before = AssessmentScore(FINE, "1"), AssessmentScore(GROSS, "2", EARLIER)
    withdrawn = ScoreGiven(GROSS, "2", EARLIER, withdrawn=True)
    assert after(withdrawn, before=before)[0] == before[:1]
    assert after(replace(withdrawn, on=None), before=before)[0] == before


def test_a_resource_that_now_says_otherwise_takes_its_former_score_with_it() -> None:
    before = (AssessmentScore(GROSS, "2", EARLIER),)
    former = (ScoreGiven(GROSS, "2", EARLIER),)
    assert after(ScoreGiven(GROSS, "2", TODAY), before=before, former=former)[0] == (AssessmentScore(GROSS, "2"),)
    assert after(before=before, former=(ScoreGiven(GROSS, "3", EARLIER),))[0] == before


def test_what_cannot_be_a_score_there_is_told_and_left_out() -> None:
    late = ScoreGiven(GROSS, "7", date(2026, 11, 25))
    early = ScoreGiven(FINE, "7", date(2019, 3, 13))
    kept, said = after(late, early)
    assert kept == ()
    assert [each.partition(",")[0] for each in said] == [
        "It was completed after the contact",
        "It was completed before the child was born",
    ]


def test_of_a_child_who_was_not_seen_the_day_must_be_said() -> None:
    contact = replace(visit().contact, attendance=Attendance.WAS_NOT_BROUGHT)
    away = replace(visit(), contact=contact)
    kept, said = after(ScoreGiven(GROSS, "7", None), ScoreGiven(FINE, "8", TODAY), at=away)
    assert kept == (AssessmentScore(FINE, "8", TODAY),)
    assert len(said) == 1


def test_more_than_an_encounter_may_have_are_told() -> None:
    many = tuple(AssessmentScore(GROSS, "1", date(2026, 1, 1 + each % 28)) for each in range(28))
    more = tuple(AssessmentScore(FINE, "1", date(2026, 1, 1 + each)) for each in range(MOST_SCORES - 28))
    kept, said = after(ScoreGiven(GROSS, "7", None), ScoreGiven(FINE, "9", date(2026, 1, 1)), before=many + more)
    assert len(kept) == MOST_SCORES
    assert AssessmentScore(FINE, "9", date(2026, 1, 1)) in kept
    assert len(said) == 1


def test_a_score_sent_without_an_encounter_is_found_in_the_record_made_of_it() -> None:
    contact = replace(visit(identity=100), scores=(AssessmentScore(GROSS, "7"),))
    record = replace(contact, id=Identity(101), kind=EncounterKind.RECORD_RECEIVED)
    assert where_it_stood(ScoreGiven(GROSS, "7", TODAY), [contact, record]) == record.id
    assert where_it_stood(ScoreGiven(GROSS, "8", TODAY), [contact, record]) is None
    assert where_it_stood(ScoreGiven(GROSS, "8", TODAY, Identity(9)), [contact, record]) == Identity(9)
