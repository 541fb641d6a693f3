""" "No change": one key proposes it, the next saves it; and when it no longer will do."""

import pytest

from app.clinical.needs import Change
from tests.capture.booking_out import (
    CARE_DAY_AND_NIGHT,
    COELIAC,
    added,
    form_of,
    groups_at,
    keys_of,
    press,
    rows_of,
    said_at,
    save,
    saved,
    unscheduled_path,
)
from tests.service import Service, Visitor
from tests.web.page_text import Fields

CANDIDATES = (COELIAC, "22325002", "37796009")


def a_new_condition(fields: Fields) -> str:
    return next(each for each in CANDIDATES if each not in keys_of(fields))


def with_history(service: Service, visitor: Visitor) -> tuple[str, str]:
    """A child whose last visit newly recorded a condition and every other group, and its next interval."""
    path = unscheduled_path(service)
    fields = form_of(visitor, path).fields
    new = a_new_condition(fields)
    for concept in (new, CARE_DAY_AND_NIGHT, "300742006"):
        fields = added(visitor, path, fields, concept)
    saved(visitor, path, fields, next_weeks="13")
    return path, new


def test_without_scripts_it_is_proposed_and_then_saved(service: Service, clinician: Visitor) -> None:
    path, new = with_history(service, clinician)
    fresh = form_of(clinician, path).fields
    before = rows_of(service)
    page = clinician.post(path, {**fresh, "action": "no-change"})
    assert page.status == 200
    assert rows_of(service) == before
    assert 'id="confirm" role' in page.text
    assert "reviewed, unchanged." in page.page.words
    assert "Family and round-the-clock care: not asked." in page.page.words
    proposed = page.page.form(path).fields
    assert (proposed["outcome"], proposed["next_weeks"]) == (["review"], ["13"])
    record = clinician.post(path, {**proposed, "action": "save"}).location.split("?")[0]
    said = said_at(service, record)
    ticked = {concept for concept, key in keys_of(fresh).items() if fresh.get(f"{key}.here") == ["yes"]}
    assert new in ticked
    assert said == {concept: Change.REVIEWED_UNCHANGED if concept in ticked else Change.CARRIED for concept in said}
    assert {said[CARE_DAY_AND_NIGHT], said["300742006"]} == {Change.CARRIED}
    assert groups_at(service, record).keys() <= {"condition", "technology_dependency", "functional_level"}


def test_the_form_hides_what_was_not_asked_for(shared_service: Service, shared_clinician: Visitor) -> None:
    page = shared_clinician.get(unscheduled_path(shared_service))
    assert 'id="confirm" hidden' in page.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"outcome": ["discharge"]}, {"outcome": ["discharge"]}),
        ({"next_other_weeks": ["8"]}, {"next_other_weeks": ["8"], "next_weeks": []}),
        ({"next_weeks": ["26"]}, {"next_weeks": ["26"]}),
        ({"minutes": ["37"]}, {"minutes": ["37"], "next_weeks": ["13"]}),
    ],
)
def test_what_was_chosen_already_stays(typed: Fields, kept: Fields, service: Service, clinician: Visitor) -> None:
    path, _ = with_history(service, clinician)
    fields = {**form_of(clinician, path).fields, **typed}
    proposed = press(clinician, path, fields, "no-change")
    assert {name: proposed.get(name, []) for name in kept} == kept


def test_an_interval_that_is_not_among_those_offered_is_proposed_too(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    saved(clinician, path, form_of(clinician, path).fields, next_other_weeks="10")
    proposed = press(clinician, path, form_of(clinician, path).fields, "no-change")
    assert (proposed.get("next_weeks"), proposed["next_other_weeks"]) == (None, ["10"])
    assert "See again in 10 weeks, as last time." in clinician.get(path).page.words


def test_of_somebody_of_another_profession_leaves_what_is_not_theirs(service: Service, clinician: Visitor) -> None:
    path, new = with_history(service, clinician)
    therapist = service.signed_in("therapist")
    fields = form_of(therapist, path).fields
    assert f"{keys_of(fields)[new]}.here" not in fields
    record = saved(therapist, path, press(therapist, path, fields, "no-change"))
    assert said_at(service, record)[new] is Change.CARRIED


def test_a_diagnosis_of_somebody_of_another_profession_is_reported(service: Service) -> None:
    therapist = service.signed_in("therapist")
    path = unscheduled_path(service)
    fields = form_of(therapist, path).fields
    new = a_new_condition(fields)
    grown = added(therapist, path, fields, new)
    key = keys_of(grown)[new]
    assert grown[f"{key}.certainty"] == ["reported"]
    refused = save(therapist, path, grown, **{f"{key}.certainty": "diagnosed"})
    assert refused.status == 422
    assert "is recorded as reported or suspected" in refused.page.words
    saved(therapist, path, grown)


def test_a_need_nobody_looked_at_for_three_visits_asks_and_the_one_key_does_not_reset_that(
    service: Service, clinician: Visitor
) -> None:
    path, new = with_history(service, clinician)

    def is_ticked() -> bool:
        fields = form_of(clinician, path).fields
        return fields.get(f"{keys_of(fields)[new]}.here") == ["yes"]

    def no_change() -> Change:
        fields = press(clinician, path, form_of(clinician, path).fields, "no-change")
        return said_at(service, saved(clinician, path, fields))[new]

    assert [(is_ticked(), no_change()) for _ in range(3)] == [(True, Change.REVIEWED_UNCHANGED)] * 3
    assert not is_ticked()
    assert "still so? Last looked at" in clinician.get(path).page.words
    assert no_change() is Change.CARRIED
    assert not is_ticked()
    fields = form_of(clinician, path).fields
    record = saved(clinician, path, fields, **{f"{keys_of(fields)[new]}.here": "yes"})
    assert said_at(service, record)[new] is Change.STILL_PRESENT
    assert is_ticked()
