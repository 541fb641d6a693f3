"""Figures of others on pages and in downloads: said to be published as they are, never made safe by a rule of ours."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.reports.elsewhere.manifest import MADE_UP
from tests.reports.routes import neighbourhood
from tests.service import Answer, Prepared, Service, Visitor, copied, opened_service, settings_for

HERE = "/reports/local_authority/ZE901"
SAID = "published, as they are there: none is hidden or rounded by a rule of ours."
OURS = ("nhs-5-5", "rounded to the nearest")


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    url = copied(prepared_clinic, tmp_path_factory.mktemp("published"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as opened:
        yield opened


@pytest.fixture(scope="module")
def period(service: Service) -> str:
    return neighbourhood.keep(service)


@pytest.fixture(scope="module")
def commissioner(service: Service, period: str) -> Visitor:
    assert period
    return service.signed_in("commissioner")


def said(answer: Answer) -> str:
    assert answer.status == 200
    return " ".join(answer.page.words.split())


def of_others_alone(words: str) -> bool:
    return SAID in words and MADE_UP in words and not any(each in words for each in OURS)


def test_the_page_of_their_measure_names_no_profile_of_ours(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{HERE}/measures/ehc_plans_by_need"))
    assert of_others_alone(words)
    assert words.count(SAID) == 1
    assert "beside which figures of others stand as published" in words


def test_the_page_of_our_own_measure_names_the_profile_and_no_other_source(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{HERE}/measures/needs_by_group"))
    assert all(each in words for each in OURS)
    assert SAID not in words


def test_a_page_of_both_says_of_each_measure_of_others_that_it_is_theirs(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{HERE}?lens=assurance"))
    theirs = words.count(f"Source: {MADE_UP}")
    assert theirs == words.count(SAID) > 0
    assert all(each in words for each in OURS)


@pytest.mark.parametrize("format_", ["csv", "json", "csv-metadata.json"])
def test_their_files_name_no_profile_of_ours(commissioner: Visitor, period: str, format_: str) -> None:
    path = f"{HERE}/downloads/ehc_plans_by_need.none.{period}.{format_}"
    text = commissioner.get(path).content.decode()
    assert not any(each in text for each in OURS)
    assert ("published" if format_ == "csv" else SAID) in text


def test_the_document_of_their_measure_names_no_profile_of_ours_on_any_page(commissioner: Visitor, period: str) -> None:
    answer = commissioner.get(f"{HERE}/downloads/ehc_plans_by_need.none.{period}.pdf")
    for page in PdfReader(BytesIO(answer.content)).pages:
        text = " ".join(page.extract_text().split())
        assert "figures of others as published" in text
        assert not any(each in text for each in OURS)


def test_a_document_of_both_says_which_is_which(commissioner: Visitor, period: str) -> None:
    chosen = "measure=needs_by_group&measure=ehc_plans_by_need"
    answer = commissioner.get(f"{HERE}/downloads/report.{period}.pdf?{chosen}")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert "nhs-5-5, figures of others as published" in text
    assert f"EHC plans by primary need: {MADE_UP}" in text
    assert all(each in text for each in OURS)
