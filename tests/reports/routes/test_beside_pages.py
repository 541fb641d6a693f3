"""Beside what to look is the reader's choice, of what they may see; and what is the provider's own is its people's."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.csds.desk import BuiltFile
from app.csds.periods import ReportingPeriod, Window
from app.csds.submissions import SubmissionState
from app.demo.people import ODS_CODE
from app.identity import shown
from app.reports.periods import parse_quarter
from app.reports.ports import Filled, SubmittedFile
from app.wiring import Installation, installation
from tests.reports import kept
from tests.reports.routes import neighbourhood
from tests.reports.routes.page_words import said
from tests.service import Answer, Service, Visitor
from tests.web import places
from tests.web.places import MANIFEST

HERE = "/reports/local_authority/ZE901"
MEASURE = f"{HERE}/measures/needs_by_group"
PLANS = f"{HERE}/measures/ehc_plans_by_need"
PROVIDER = "/reports/provider/RZZ01"


def test_the_reader_chooses_of_england_the_region_their_board_and_the_neighbours(commissioner: Visitor) -> None:
    for path in (HERE, MEASURE, f"{HERE}/report"):
        offered = [part.partition('"')[0] for part in select(commissioner.get(path)).split('value="')[1:]]
        assert offered == [
            *("england", "region", "icb:QZZ", "neighbours", "neighbour:ZE903", "neighbour:ZE902"),
            "nothing",
        ], path


def select(answer: Answer) -> str:
    return answer.text.partition('<select class="en-select" id="beside" name="beside">')[2].partition("</select>")[0]


@pytest.mark.parametrize(
    ("beside", "share", "words"),
    [
        ("", "30.0%", "England: from the same release"),
        ("region", "42.9%", "Northern Marches (region): from the same release"),
        (
            "icb:QZZ",
            "44.0%",
            "NHS Northern Marches Integrated Care Board: from the same release",
        ),
    ],
)
def test_what_was_chosen_stands_beside_with_its_source(
    beside: str, share: str, words: str, commissioner: Visitor
) -> None:
    answer = commissioner.get(f"{MEASURE}?beside={beside}")
    assert share in said(answer)
    assert words in said(answer)
    assert "Higher" in said(answer)


def test_neighbours_that_are_not_the_readers_are_compared_on_published_figures_alone(commissioner: Visitor) -> None:
    for key in ("neighbours", "neighbour:ZE902", "neighbour:ZE903"):
        ours = commissioner.get(f"{MEASURE}?beside={key}")
        assert ours.status == 200
        assert "no figures of it that you may see" in said(ours)
        assert "Higher" not in said(ours)
        for share in ("40.0%", "35.0%"):
            assert share not in ours.text
        theirs = commissioner.get(f"{PLANS}?beside={key}")
        assert "95% interval" in said(theirs)
        assert "Similar" in said(theirs)


def test_a_group_of_neighbours_is_named_and_says_how_many_are_in_it(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{PLANS}?beside=neighbours"))
    assert "Statistical neighbours, the closest first: Harbourside, Fellside." in words
    assert "of 2 of 2 are put together" in words


def test_a_board_that_was_not_given_is_not_offered_and_not_found(service: Service) -> None:
    neighbourhood.keep(service)
    kept.give(service, "commissioner", neighbourhood.BOARD, standing=False)
    visitor = service.signed_in("commissioner")
    assert "icb:QZZ" not in visitor.get(HERE).text
    assert visitor.get(f"{HERE}?beside=icb:QZZ").status == 404


@pytest.mark.parametrize("key", ["icb:XXX", "neighbour:ZE901", "local_authority:ZE902", "%00", "England", "x" * 500])
def test_what_is_not_offered_is_not_found(key: str, commissioner: Visitor) -> None:
    for path in (HERE, MEASURE, f"{HERE}/report", f"{HERE}/actions", f"{HERE}/changes", f"{HERE}/downloads"):
        assert commissioner.get(f"{path}?beside={key}").status == 404


def test_the_choice_goes_along_the_links_and_not_to_an_area_that_has_it_not(commissioner: Visitor) -> None:
    page = commissioner.get(f"{HERE}?beside=neighbour:ZE903")
    onward = [link for link in page.page.links if link.startswith(f"{HERE}/measures/")]
    assert onward
    assert all("beside=neighbour%3AZE903" in link for link in onward)
    assert commissioner.get("/reports?area=local_authority:ZE901&beside=region").location.endswith("beside=region")
    assert "beside" not in commissioner.get("/reports?area=icb:QZZ&beside=region").location


def test_rates_stand_beneath_with_the_residents_source_and_what_their_numerator_is(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{MEASURE}?beside=region"))
    assert "Per 10,000 residents" in words
    assert "42,972 143.1 132.0 to 154.9" in words  # 615 of the 42,972 aged 0 to 25 in the made-up file
    assert "rounded to the nearest 5" in words
    assert "Residents: Made up for the demonstration" in words
    assert "Per 10,000 residents" not in said(commissioner.get("/reports/icb/QZZ/measures/needs_by_group"))


def test_better_and_worse_stand_in_a_word_on_time_limits_alone(commissioner: Visitor) -> None:
    late = commissioner.get(f"{HERE}/measures/ehc_plans_within_20_weeks")
    assert '<strong class="nhsuk-tag nhsuk-tag--green">Better</strong>' in late.text
    for path in (HERE, MEASURE, PLANS):
        assert "nhsuk-tag" not in commissioner.get(path).text


def test_fingertips_indicators_stand_with_their_own_period_interval_and_source(commissioner: Visitor) -> None:
    england = said(commissioner.get(HERE))
    assert (
        "Made-up pupils with a learning disability per 1000, Persons, School age 2023/24 36.4 33.0 to 40.1" in england
    )
    assert "34.3 Similar" in england
    assert "Higher" in said(commissioner.get(f"{HERE}?beside=region")).partition("2023/24")[2]
    assert "Source: Made up for the demonstration (None)." in england
    group = said(commissioner.get(f"{HERE}?beside=neighbours")).partition("Fingertips")[2]
    assert "not put together" in group
    assert "2022/23" not in england
    assert "Fingertips" not in said(commissioner.get("/reports/icb/QZZ"))


def test_beside_nothing_there_is_no_comparison(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{MEASURE}?beside=nothing"))
    assert "Higher" not in words
    assert "Beside it" not in words


def test_the_pdf_is_of_what_was_chosen_and_says_so_in_its_tag(commissioner: Visitor) -> None:
    file = f"{HERE}/downloads/needs_by_group.none.{commissioner_period(commissioner)}.pdf"
    england, region = commissioner.get(file), commissioner.get(f"{file}?beside=region")
    assert region.content.startswith(b"%PDF")
    assert england.headers["etag"] != region.headers["etag"]


def commissioner_period(visitor: Visitor) -> str:
    return visitor.get(HERE).text.partition('name="period" value="')[2].partition('"')[0]


class TestProvider:
    def test_its_own_people_are_told_how_long_forms_take(self, near: Service) -> None:
        words = said(near.signed_in("informatics").get(f"{PROVIDER}?lens=assurance"))
        assert "Median time to complete the form" in words
        assert "seconds Saved within 60 seconds 49.4% (95% interval 46.6 to 52.2)" in words
        assert "Saved too quickly to have been read 3.6%" in words

    def test_no_commissioner_is_told_even_one_who_was_given_the_provider(self, service: Service) -> None:
        neighbourhood.keep(service)
        places.submission(service)
        kept.give(service, "commissioner", kept.PROVIDER)
        for lens in ("profile", "assurance", "outcome"):
            page = service.signed_in("commissioner").get(f"{PROVIDER}?lens={lens}")
            assert page.status == 200
            for word in ("Median", "your own people", "SDCS", "fields filled"):
                assert word not in said(page)
        shown_to_own = said(service.signed_in("informatics").get(f"{PROVIDER}?lens=assurance"))
        assert "Mandatory fields filled" in shown_to_own

    def test_the_pages_of_other_areas_say_nothing_of_it(self, near: Service) -> None:
        for path in ("/reports/england/E92000001", "/reports/region/ZE9"):
            assert "Median" not in said(near.signed_in("informatics").get(f"{path}?lens=assurance"))


class Submissions:
    """Builds files, tells what became of them, and reads them as reports do."""

    def __init__(self, opened: Installation) -> None:
        found = opened.desk.records.organisation(ODS_CODE)
        assert found is not None
        self.organisation, self._opened = found, opened

    def built(self, month: date, *states: SubmissionState, preview: bool = False, manifest: str = MANIFEST) -> None:
        desk, period = self._opened.submissions, ReportingPeriod.of(month)
        file = BuiltFile(*(period, Window.PRIMARY, False, preview, "x.accdb", "a" * 64), *(manifest, 0))
        made = desk.built(self.organisation, None, file)
        for state in states:
            desk.moved(self.organisation, None, shown(made.id), state)

    def file(self, month: date) -> SubmittedFile:
        found = self._opened.provider_records.submitted(self.organisation.id, month)
        assert found[0].month == month
        return found[0]

    def seconds(self, first: date, last: date) -> list[float]:
        return sorted(self._opened.provider_records.seconds(self.organisation.id, first, last))


@pytest.fixture(scope="module")
def submissions(near: Service) -> Iterator[Submissions]:
    with installation(near.settings) as opened:
        yield Submissions(opened)


UPLOADED, ACCEPTED, REJECTED = SubmissionState.UPLOADED, SubmissionState.ACCEPTED, SubmissionState.REJECTED


class TestSubmissions:
    """Each test has a month of its own."""

    def test_the_file_that_was_uploaded_stands_before_a_later_build(self, submissions: Submissions) -> None:
        month = date(2040, 1, 1)
        submissions.built(month, UPLOADED, ACCEPTED)
        submissions.built(month)
        assert submissions.file(month).state == "accepted"

    def test_of_two_that_were_uploaded_the_later_build_stands(self, submissions: Submissions) -> None:
        month = date(2040, 2, 1)
        submissions.built(month, UPLOADED, REJECTED)
        submissions.built(month, UPLOADED)
        assert submissions.file(month).state == "uploaded"

    def test_a_file_that_may_be_uploaded_stands_before_a_later_preview(self, submissions: Submissions) -> None:
        month = date(2040, 3, 1)
        submissions.built(month)
        submissions.built(month, preview=True)
        assert not submissions.file(month).preview

    def test_a_manifest_that_says_nothing_leaves_completeness_unknown(self, submissions: Submissions) -> None:
        odd = ("", "{}", "[]", '{"rows": 3}', "null", MANIFEST.replace('"CYP001MPI": 4', '"CYP001MPI": "four"'))
        for place, manifest in enumerate(odd, 4):
            month = date(2040, place, 1)
            submissions.built(month, manifest=manifest)
            file = submissions.file(month)
            assert (file.mandatory, file.required, file.least) == (None, None, ()), manifest

    def test_completeness_is_of_the_fields_that_the_standard_asks_for(self, submissions: Submissions) -> None:
        """Of the manifest's fields LocalPatientID and Version are mandatory, Postcode is required."""
        month = date(2041, 1, 1)
        submissions.built(month)
        file = submissions.file(month)
        assert (file.mandatory, file.required) == (Filled(5, 5), Filled(3, 4))
        assert file.least == (("CYP001MPI Postcode", Filled(3, 4)),)
        assert file.rejections is None

    def test_months_before_the_day_are_left_out(self, submissions: Submissions) -> None:
        submissions.built(date(2042, 1, 1))
        submissions.built(date(2042, 2, 1))
        assert submissions.file(date(2042, 2, 1)).month == date(2042, 2, 1)

    def test_the_page_says_how_many_were_accepted_of_those_answered(
        self, near: Service, submissions: Submissions
    ) -> None:
        first = parse_quarter(neighbourhood.keep(near)).first
        submissions.built(first, UPLOADED, ACCEPTED)
        submissions.built(ReportingPeriod.of(first).next.first, UPLOADED, REJECTED)
        words = said(near.signed_in("informatics").get(f"{PROVIDER}?lens=assurance"))
        assert "Primary Accepted" in words
        assert "Primary Rejected" in words
        assert re.search(r"of those answered [1-9] of [2-9]", words)

    def test_seconds_are_of_the_contacts_between_two_days(self, near: Service, submissions: Submissions) -> None:
        days = [str(day) for (day,) in near.rows("select contact_on from encounter order by contact_on")]
        middle = date.fromisoformat(days[len(days) // 2])
        before = submissions.seconds(date(2000, 1, 1), middle)
        after = submissions.seconds(middle + timedelta(days=1), date(2999, 1, 1))
        assert min(len(before), len(after)) > 0
        assert submissions.seconds(date(2000, 1, 1), date(2999, 1, 1)) == sorted([*before, *after])
        assert submissions.seconds(date(2999, 1, 1), date(2000, 1, 1)) == []
