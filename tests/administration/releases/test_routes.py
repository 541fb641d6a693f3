"""The pages of releases: what is in use, what would change and whom it touches, switching, grouping new members."""

import re
import shutil
from pathlib import Path

import pytest

from app.identity import Identity, shown
from tests.administration.releases.conftest import Releases
from tests.service import Service, Visitor
from tests.web.places import open_appointments, private_words

USE, UNDO = "/terminology/releases/use", "/terminology/releases/undo"
RELEASES = "/terminology/releases"


def differences(key: str) -> str:
    return f"{RELEASES}/{key}/differences"


def use(visitor: Visitor, key: str) -> None:
    """Use a release as a person does: by the button of the page that says what changes."""
    form = visitor.get(differences(key)).page.form(USE)
    assert visitor.post(USE, form.fields).status == 303


def recorded(service: Service, concept: int) -> None:
    """Record a visit at which a child has a need."""
    clinician = service.signed_in("paediatrician")
    _, child, referral = open_appointments(service)[-2]
    path = f"/children/{child}/referrals/{referral}/encounter"
    form = clinician.get(path).page.form(path)
    added = clinician.post(path, form.with_fields({"action": f"add:{concept}"}))
    form = added.page.form(path)
    answer = clinician.post(path, form.with_fields({"outcome": "review", "next_weeks": "26", "action": "save"}))
    assert answer.status == 303, answer.page.words


class TestWhatIsInUse:
    def test_the_shipped_list_alone(self, shared_informatics: Visitor) -> None:
        page = shared_informatics.get("/terminology").page
        assert "None: the shipped list is in use alone." in page.words
        assert "No member waits for a group" in page.words
        assert {RELEASES, "/terminology/ungrouped"} <= set(page.links)

    def test_a_release(self, informatics: Visitor, releases: Releases) -> None:
        use(informatics, releases.april)
        words = informatics.get("/terminology").page.words
        assert "Release Spring release Version http://snomed.info/sct/83821000000107/version/20250410" in words
        assert "Effective 10-Apr-2025" in words
        assert "400 active concepts, 415 terms searched" in words
        assert "1 member waits for a group" in words
        assert "313 active members" in words

    def test_the_releases_are_listed_with_who_loaded_them_and_what_was_in_use_when(
        self, informatics: Visitor, releases: Releases
    ) -> None:
        words = informatics.get(RELEASES).page.words
        assert "The shipped list has been in use from the start." in words
        assert "The shipped list In use" in words
        assert words.index("Autumn release") < words.index("Spring release") < words.index("The shipped list In use")
        use(informatics, releases.april)
        words = informatics.get(RELEASES).page.words
        assert "Spring release In use" in words
        assert re.search(r"Loaded \d\d-\w{3}-\d{4} \d\d:\d\d by command", words)
        assert f"Key {releases.april}" in words
        assert re.search(r"1 \d\d-\w{3}-\d{4} \d\d:\d\d Spring release by Nadia Rahmani", words)

    def test_a_person_of_another_organisation_is_not_named(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        use(informatics, releases.april)
        ((outsider,),) = service.rows("select id from account where username = 'outsider'")
        for (name,) in service.rows(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'snomed_release_switch'"
        ):
            service.change(f'drop trigger "{name}"')
        service.change("update snomed_release_switch set switched_by = ?", outsider)
        words = informatics.get(RELEASES).page.words
        assert "by somebody of another organisation" in words
        assert "Una Outside" not in words


class TestWhatWouldChange:
    def test_from_the_shipped_list(self, shared_informatics: Visitor, releases: Releases) -> None:
        page = shared_informatics.get(differences(releases.april)).page
        assert "What changes with Spring release" in page.words
        assert "Compared with what is in use now: The shipped list." in page.words
        assert "1 member joins 0 leave 1 is called otherwise" in page.words
        assert "Quadriplegic cerebral palsy 70000031000000109, not yet grouped" in page.words
        assert "now Renamed condition" in page.words
        assert page.form(USE).fields["release"] == [releases.april]
        assert page.form(USE).fields["after"] == ["0"]

    def test_each_that_leaves_says_what_became_of_it(self, informatics: Visitor, releases: Releases) -> None:
        use(informatics, releases.april)
        words = informatics.get(differences(releases.october)).page.words
        packages = releases.packages
        assert "2 members join 3 leave, of which 2 are replaced 0 are called otherwise" in words
        assert "The concept is inactive (duplicate)." in words
        assert f"Successor condition ({packages.successor}), a member" in words
        assert "The concept is inactive (ambiguous); which of these stands in for it depends on the child:" in words
        assert "Possibly Epilepsy (84757009), a member" in words
        assert f"Possibly Wandering spleen ({packages.beyond}), not a member" in words
        assert "No longer a member; the concept is still active." in words

    def test_the_children_of_the_organisation_who_have_what_leaves_are_counted_and_none_is_named(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        use(informatics, releases.april)
        before = informatics.get(differences(releases.october))
        assert "None of those that leave is a need of a child of" in before.page.words
        recorded(service, releases.packages.left)
        answer = informatics.get(differences(releases.october))
        assert "Of those that leave, 1 is a need of children of" in answer.page.words
        assert answer.page.words.count("1 child here has it.") == 1
        # What touches most children stands first.
        said = (str(releases.packages.left), "1 child here has it.", str(releases.packages.retired))
        places = [answer.page.words.index(each) for each in said]
        assert places == sorted(places)
        assert not [each for each in private_words(service) if len(each) > 4 and each in answer.text]
        assert not [link for link in answer.page.links if "child" in link]

    def test_of_the_release_in_use_what_did_change(self, informatics: Visitor, releases: Releases) -> None:
        use(informatics, releases.april)
        use(informatics, releases.october)
        page = informatics.get(differences(releases.october)).page
        assert "What changed with Autumn release" in page.words
        assert "Compared with what was in use before: Spring release." in page.words
        assert "2 members joined 3 left" in page.words
        assert [form.action for form in page.forms if "releases" in form.action] == []

    def test_of_the_shipped_list_when_nothing_else_was_in_use(self, shared_informatics: Visitor) -> None:
        words = shared_informatics.get(differences("shipped")).page.words
        assert "It has been in use from the start, so there is nothing to compare it with." in words

    def test_of_what_is_no_release_nothing(self, shared_informatics: Visitor) -> None:
        for key in ("ffffffffffffffff", "SHIPPED", "%00", "x" * 300):
            assert shared_informatics.get(differences(key)).status == 404, key

    def test_a_release_whose_index_cannot_be_opened_is_told(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        shutil.rmtree(service.settings.terminology_folder / releases.october)
        answer = informatics.get(differences(releases.october))
        assert answer.status == 422
        assert "The release cannot be opened, so nothing was switched. release.json" in answer.page.words


class TestSwitching:
    def test_a_release_is_used_and_gone_back_from(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        before = service.events()
        use(informatics, releases.april)
        # The event of a switch is everybody's: one for each of the two organisations.
        assert service.events()[len(before) :] == ["SNOMED CT release switched"] * 2
        page = informatics.get(differences("shipped")).page
        assert "What changes with the shipped list" in page.words
        assert "Go back to the shipped list" in page.words
        form = page.form(UNDO)
        assert "release" not in form.fields
        assert informatics.post(UNDO, form.fields).location == RELEASES
        words = informatics.get(RELEASES).page.words
        assert "The shipped list In use" in words
        assert re.search(r"2 \d\d-\w{3}-\d{4} \d\d:\d\d The shipped list by Nadia Rahmani switch 1", words)

    def test_the_clinicians_search_finds_by_it_at_once(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        clinician = service.signed_in("paediatrician")
        assert "Quadriplegic" not in clinician.get("/needs?words=spas+quad").text
        use(informatics, releases.april)
        assert "Quadriplegic cerebral palsy" in clinician.get("/needs?words=spas+quad").text

    def test_somebody_elses_switch_in_between_is_a_conflict(self, informatics: Visitor, releases: Releases) -> None:
        mine = informatics.get(differences(releases.october)).page.form(USE).fields
        use(informatics, releases.april)
        answer = informatics.post(USE, mine)
        assert answer.status == 409
        assert "Somebody has switched the release meanwhile." in answer.page.words
        assert "Spring release In use" in informatics.get(RELEASES).page.words

    def test_going_back_twice_from_one_page_is_a_conflict(self, informatics: Visitor, releases: Releases) -> None:
        use(informatics, releases.april)
        form = informatics.get(differences("shipped")).page.form(UNDO).fields
        assert informatics.post(UNDO, form).status == 303
        assert informatics.post(UNDO, form).status == 409
        assert "The shipped list In use" in informatics.get(RELEASES).page.words

    def test_what_is_in_use_already_is_a_conflict(self, informatics: Visitor, releases: Releases) -> None:
        use(informatics, releases.april)
        fields = {"release": releases.april, "after": "1"}
        assert informatics.post_with_proof(USE, fields).status == 409

    def test_a_form_that_does_not_say_after_which_switch_is_given_out_anew(
        self, shared_informatics: Visitor, releases: Releases
    ) -> None:
        for after in ("", "x", "-1", "1" * 50, "\u0661"):
            answer = shared_informatics.post_with_proof(USE, {"release": releases.april, "after": after})
            assert answer.status == 422, after
            assert "This page was out of date." in answer.page.words
            assert shared_informatics.post_with_proof(UNDO, {"after": after}).status == 422, after
        assert "The shipped list In use" in shared_informatics.get(RELEASES).page.words

    def test_what_is_no_release_is_not_found_and_with_nothing_before_there_is_no_going_back(
        self, shared_informatics: Visitor
    ) -> None:
        assert shared_informatics.post_with_proof(USE, {"release": "ff", "after": "0"}).status == 404
        assert shared_informatics.post_with_proof(UNDO, {"after": "0"}).status == 404

    def test_an_index_that_cannot_be_opened_is_told_and_nothing_is_switched(
        self, service: Service, informatics: Visitor, releases: Releases
    ) -> None:
        folder: Path = service.settings.terminology_folder
        (folder / releases.april / "terms.text.npy").write_bytes(b"damaged")
        answer = informatics.post_with_proof(USE, {"release": releases.april, "after": "0"})
        assert answer.status == 422
        assert "The release cannot be opened, so nothing was switched. terms.text.npy" in answer.page.words
        assert "#releases" in answer.page.links
        assert "releases" in answer.page.identifiers
        assert service.rows("select count(*) from snomed_release_switch") == [(0,)]


class TestGrouping:
    @pytest.fixture
    def spring(self, service: Service, releases: Releases) -> Visitor:
        """The informatics lead at a service of the test's own, where April is in use."""
        visitor = service.signed_in("informatics")
        use(visitor, releases.april)
        return visitor

    @pytest.fixture
    def path(self, releases: Releases) -> str:
        return f"/terminology/ungrouped/{releases.packages.quadriplegia}"

    def test_a_member_waits_with_what_is_suggested_chosen_and_the_marks_usual_in_that_group(
        self, spring_informatics: Visitor, path: str
    ) -> None:
        page = spring_informatics.get("/terminology/ungrouped").page
        assert "1 waits" in page.words
        assert "In full Quadriplegic cerebral palsy (disorder)" in page.words
        assert "Suggested Health condition, as 1 of 1 members under “Cerebral palsy”" in page.words
        assert "Children here who have it 0" in page.words
        assert page.form(path).fields == {
            "proof": page.form(path).fields["proof"],
            "version": ["0"],
            "group": ["condition"],
            "counted": ["yes"],
            "printable": ["yes"],
        }

    def test_the_children_who_have_it_are_counted(self, service: Service, spring: Visitor, releases: Releases) -> None:
        recorded(service, releases.packages.quadriplegia)
        assert "Children here who have it 1" in spring.get("/terminology/ungrouped").page.words

    def test_it_is_grouped_then_grouped_anew(self, service: Service, spring: Visitor, path: str) -> None:
        before = service.events()
        form = spring.get("/terminology/ungrouped").page.form(path)
        answer = spring.post(path, form.fields)
        assert answer.status == 303
        assert service.events()[len(before) :] == ["member of the reference set grouped"] * 2
        page = spring.get(answer.location).page
        assert "Quadriplegic cerebral palsy is grouped: health condition." in page.words
        assert "None waits." in page.words
        assert "counted, prints for the family" in page.words
        assert "Nadia Rahmani" in page.words
        again = spring.get(page.link("again=")).page
        assert "Group anew" in again.words
        form = again.form(path)
        assert (form.value("version"), form.value("group"), "sensitive" in form.fields) == ("1", "condition", False)
        fields = {**form.fields, "group": ["safeguarding"], "sensitive": ["yes"], "printable": []}
        assert spring.post(path, fields).status == 303
        words = spring.get("/terminology/ungrouped").page.words
        assert "Safeguarding concern counted, sensitive" in words
        assert service.rows(
            "select version, need_group, counted, sensitive, printable from refset_member_grouping"
        ) == [
            (1, "condition", 1, 0, 1),
            (2, "safeguarding", 1, 1, 0),
        ]

    def test_without_a_group_it_is_refused_in_place_and_nothing_typed_is_lost(
        self, spring_informatics: Visitor, path: str, releases: Releases
    ) -> None:
        identifier = f"group-{releases.packages.quadriplegia}"
        for group in ("", "ungrouped", "king", "\x00"):
            answer = spring_informatics.post_with_proof(path, {"group": group, "sensitive": "yes", "version": "0"})
            assert answer.status == 422, group
            assert "Choose the group the member belongs to." in answer.page.words
            assert f"#{identifier}" in answer.page.links
            assert answer.page.identifiers.count(identifier) == 1
            form = answer.page.form(path)
            assert ("sensitive" in form.fields, "counted" in form.fields, form.value("version")) == (True, False, "0")
        assert "1 waits" in spring_informatics.get("/terminology/ungrouped").page.words

    def test_somebody_who_was_quicker_is_told_of_and_what_was_chosen_stays(self, spring: Visitor, path: str) -> None:
        mine = spring.get("/terminology/ungrouped").page.form(path).with_fields({"group": "imaging"})
        assert spring.post_with_proof(path, {"group": "nutrition", "version": "0"}).status == 303
        answer = spring.post(path, mine)
        assert answer.status == 409
        assert "Somebody grouped this member meanwhile." in answer.page.words
        form = answer.page.form(path)
        assert (form.value("group"), form.value("version")) == ("imaging", "1")
        assert "Nutrition or diet" in answer.page.words
        assert spring.post(path, form.fields).status == 303
        assert "Imaging finding" in spring.get("/terminology/ungrouped").page.words

    def test_a_version_that_never_was_is_a_conflict(self, spring_informatics: Visitor, path: str) -> None:
        for version in ("", "x", "-1", "7", "1" * 40):
            answer = spring_informatics.post_with_proof(path, {"group": "condition", "version": version})
            assert answer.status == 409, version

    def test_what_does_not_wait_is_not_found(self, spring_informatics: Visitor) -> None:
        for concept in ("128188000", "70000061000000104", "128188001", "x", "%00"):
            path = f"/terminology/ungrouped/{concept}"
            assert spring_informatics.post_with_proof(path, {"group": "condition", "version": "0"}).status == 404, (
                concept
            )

    def test_an_odd_address_shows_the_page(self, spring_informatics: Visitor) -> None:
        for query in ("page=0", "page=-3", "page=x", "page=99999999999", "again=x", "again=128188000"):
            answer = spring_informatics.get(f"/terminology/ungrouped?{query}")
            assert (answer.status, "1 waits" in answer.page.words) == (200, True), query


def test_a_page_shows_at_most_so_many_that_wait_those_that_most_children_have_first(
    service: Service, informatics: Visitor, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.administration.releases.routes import grouping

    monkeypatch.setattr(grouping, "A_PAGE", 1)
    use(informatics, releases.october)
    page = informatics.get("/terminology/ungrouped").page
    assert "2 wait, page 1 of 2" in page.words
    first = releases.packages.quadriplegia
    assert [form.action for form in page.forms if "ungrouped" in form.action] == [f"/terminology/ungrouped/{first}"]
    recorded(service, releases.packages.seizures)
    page = informatics.get("/terminology/ungrouped").page
    assert f"/terminology/ungrouped/{releases.packages.seizures}" in [form.action for form in page.forms]
    path = f"/terminology/ungrouped/{first}?page=2"
    assert informatics.get("/terminology/ungrouped?page=2").page.form(path).value("group") == "condition"
    fields = informatics.get("/terminology/ungrouped?page=2").page.form(path).fields
    answer = informatics.post(path, fields)
    assert answer.location == f"/terminology/ungrouped?done={first}&page=2"
    assert "1 waits" in informatics.get(answer.location).page.words


def test_an_account_that_switched_is_named_by_its_identity_only_in_the_audit_trail(
    service: Service, informatics: Visitor, releases: Releases
) -> None:
    use(informatics, releases.april)
    ((account, own),) = service.rows("select id, organisation from account where username = 'informatics'")
    found = service.rows("select organisation, account from audit_event where action = 'SNOMED CT release switched'")
    assert sorted(found, key=str) == sorted(
        [(own, account), *((each, None) for (each,) in service.rows("select id from organisation") if each != own)],
        key=str,
    )
    assert isinstance(account, int)
    assert shown(Identity(account)) not in informatics.get(RELEASES).text
