"""The form without scripts, with a release in use: all of SNOMED CT searched, and what is outside kept and flagged."""

from collections.abc import Iterator

import pytest

from app.terminology.load import load_refset
from app.wiring import installation
from tests.capture.booking_out import form_of, new_path
from tests.service import REPOSITORY, Prepared, Service, Visitor, copied, opened_service, settings_for
from tests.terminology.edition.small_editions import Words, concept, edition, named, snapshot
from tests.terminology.small_edition_of_needs import FINDING, ROOT, SET

SPLEEN, KIDNEY = concept(41), concept(42)


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that uses an edition of the shipped list and two more disorders."""
    folder = tmp_path_factory.mktemp("wider")
    settings = settings_for(copied(prepared_clinic, folder), prepared_clinic.secret).model_copy(
        update={"terminology_folder": folder / "terminology"}
    )
    members = load_refset(REPOSITORY / "snomed_refsets").members.values()
    words: list[Words] = [*named(ROOT, "SNOMED CT Concept"), *named(FINDING, "Clinical finding", tag="finding")]
    words += named(SPLEEN, "Wandering spleen", "Spleen that wanders") + named(KIDNEY, "Wandering kidney")
    words += [each for member in members for each in named(member.concept, member.preferred_term)]
    below = [(each, FINDING) for each in (SPLEEN, KIDNEY, *(member.concept for member in members))]
    release = snapshot(
        [ROOT, FINDING, *(child for child, _ in below)],
        words,
        [(FINDING, ROOT), *below],
        refsets={SET: [member.concept for member in members]},
    )
    settings.terminology_folder.mkdir()
    made = edition(settings.terminology_folder, release)
    with installation(settings) as opened:
        opened.releases.use(opened.releases.register(made), None)
    with opened_service(settings, prepared_clinic.day) as opened_for_pages:
        yield opened_for_pages


@pytest.fixture
def clinician(service: Service) -> Visitor:
    return service.signed_in("paediatrician")


def press(visitor: Visitor, path: str, fields: dict[str, list[str]], action: str, **typed: str) -> str:
    answer = visitor.post(path, {**fields, **typed, "action": action})
    assert answer.status == 200, answer.page.words
    return answer.text


def test_all_of_snomed_is_searched_by_its_button_and_what_is_chosen_is_kept_and_flagged(
    service: Service, clinician: Visitor
) -> None:
    path = new_path(service)
    fields = dict(form_of(clinician, path).fields)
    found = press(clinician, path, fields, "find-everywhere", add="spleen wand")
    assert "Wandering spleen" in found
    assert "outside the reference set" in found
    answer = clinician.post(path, {**fields, "action": f"add:{SPLEEN}", "add": "spleen wand"})
    assert "kept, not counted" in answer.text
    grown = dict(answer.page.form(path).fields)
    saved = clinician.post(path, {**grown, "outcome": "review", "next_other_weeks": "13", "action": "save"})
    assert saved.status == 303, saved.page.words
    assert "outside the reference set, not counted" in clinician.get(saved.location).text
    rows = service.rows("select term, need_group, description from need_statement where concept = ?", int(SPLEEN))
    assert [(term, group) for term, group, _ in rows] == [("Wandering spleen", "ungrouped")]
    assert rows[0][2] is not None


def test_members_stand_first_and_the_release_is_that_of_the_record(service: Service, clinician: Visitor) -> None:
    answer = clinician.http.get("/needs", params={"words": "w", "everywhere": "yes"}).json()
    wider = [match["wider"] for match in answer["found"]]
    assert wider == sorted(wider)
    assert {"Wandering spleen", "Wandering kidney"} <= {match["term"] for match in answer["found"]}
    (found,) = clinician.http.get("/needs", params={"words": "spleen that", "everywhere": "yes"}).json()["found"]
    assert (found["term"], found["matched"], found["wider"]) == ("Wandering spleen", "Spleen that wanders", True)


def test_words_that_find_nothing_anywhere_are_said_so_and_stay(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    fields = dict(form_of(clinician, path).fields)
    answer = clinician.post(path, {**fields, "action": "find-everywhere", "add": "qqqqqq"})
    assert answer.status == 422
    assert "Nothing in SNOMED CT is called so" in answer.page.words
    assert 'value="qqqqqq"' in answer.text


def test_a_concept_that_can_be_no_need_is_refused(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    fields = dict(form_of(clinician, path).fields)
    assert clinician.post(path, {**fields, "action": f"add:{FINDING}"}).status == 422
