"""The pages of released reports: whose they are, what they refuse, and what they make of odd input."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.reports.desk import NOT_YOURS
from tests.reports import kept
from tests.reports.routes.page_words import said
from tests.service import Prepared, Service, Visitor, copied, opened_service, settings_for

HERE = "/reports/local_authority/ZE901"
BELOW = (
    "",
    "/report",
    "/downloads",
    "/actions",
    "/changes",
    "/measures/needs_by_group",
    "/measures/needs_by_group?by=sex",
    "/downloads/needs_by_group.none.{period}.csv",
    "/downloads/needs_by_group.none.{period}.csv-metadata.json",
    "/downloads/needs_by_group.none.{period}.json",
    "/downloads/needs_by_group.none.{period}.xlsx",
    "/downloads/needs_by_group.none.{period}.pdf",
    "/downloads/report.{period}.pdf",
    "/downloads/report.{period}.xlsx",
)
NOT_THE_COMMISSIONERS = (
    "/reports/local_authority/ZE902",
    "/reports/local_authority/ZE903",
    "/reports/responsible_authority/ZE901",
    "/reports/icb/QZZ",
    "/reports/provider/RZZ01",
)
CARDS = ("capture_completeness", "caseload", "needs_by_group", "form_seconds", "was_not_brought")


@pytest.fixture(scope="module")
def released(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which a few measures were released."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("pages"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        kept.keep(service, CARDS)
        yield service


@pytest.fixture(scope="module")
def commissioner(released: Service) -> Visitor:
    return released.signed_in("commissioner")


@pytest.fixture(scope="module")
def period(released: Service) -> str:
    return kept.keep(released)


@pytest.mark.parametrize("below", BELOW)
def test_another_area_is_answered_like_one_that_does_not_exist(
    below: str, commissioner: Visitor, period: str, released: Service
) -> None:
    before = released.events()
    nowhere = commissioner.get(f"/reports/local_authority/E99999999{below.format(period=period)}")
    assert nowhere.status == 404
    assert NOT_YOURS in said(nowhere)
    for place in NOT_THE_COMMISSIONERS:
        answer = commissioner.get(place + below.format(period=period))
        assert (answer.status, said(answer)) == (404, said(nowhere)), place
        assert "ZE902" not in said(answer)
        assert "Fellside" not in said(answer)
    assert "report downloaded" not in released.events()[len(before) :]


@pytest.mark.parametrize("below", BELOW)
def test_their_own_area_and_a_published_one_are_shown(below: str, commissioner: Visitor, period: str) -> None:
    for place in (HERE, "/reports/england/E92000001", "/reports/region/ZE9"):
        assert commissioner.get(place + below.format(period=period)).status == 200, place


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("place", ["/reports/region/nowhere", "/reports/england/ZZ", f"/reports/region/{'x' * 3000}"])
def test_an_area_that_no_release_has_is_not_found(place: str, below: str, commissioner: Visitor, period: str) -> None:
    answer = commissioner.get(place + below.format(period=period))
    assert answer.status == 404
    assert "nowhere" not in said(answer)


def test_no_page_of_their_own_area_names_another_authority(commissioner: Visitor, period: str) -> None:
    for below in (*BELOW[:5], "/measures/was_not_brought", f"/downloads/was_not_brought.none.{period}.csv"):
        answer = commissioner.get(HERE + below)
        assert answer.status == 200
        assert b"ZE902" not in answer.content
        assert b"Fellside" not in answer.content


@pytest.mark.parametrize("place", [*NOT_THE_COMMISSIONERS, "/reports/england/E92000001", "/reports/region/ZE9"])
def test_an_action_is_recorded_for_no_area_but_their_own(place: str, commissioner: Visitor, released: Service) -> None:
    answer = commissioner.post_with_proof(f"{place}/actions", kept.ACTION)
    assert answer.status == 404
    assert NOT_YOURS in said(answer)
    assert released.rows("select * from report_action where area <> 'ZE901'") == []


def test_the_figures_for_the_provider_alone_are_for_its_own_people_alone(released: Service, period: str) -> None:
    its_own, others = released.signed_in("informatics"), released.signed_in("commissioner")
    own = "/reports/provider/RZZ01"
    assert its_own.get(f"{own}/measures/form_seconds").status == 200
    assert "Time to complete the form" in its_own.get(f"{own}?lens=assurance").text
    for place in (HERE, "/reports/england/E92000001", own):
        assert others.get(f"{place}/measures/form_seconds").status == 404
        assert others.get(f"{place}/downloads/form_seconds.none.{period}.csv").status == 404


def test_a_commissioner_who_was_given_a_provider_sees_all_but_what_is_for_its_people_alone(
    service: Service,
) -> None:
    period = kept.keep(service, CARDS)
    kept.give(service, "commissioner", kept.PROVIDER)
    commissioner, own = service.signed_in("commissioner"), "/reports/provider/RZZ01"
    page = commissioner.get(f"{own}?lens=assurance")
    assert page.status == 200
    assert "Children not brought" in page.text
    assert "Time to complete the form" not in page.text
    assert "form_seconds" not in commissioner.get(f"{own}/downloads").text
    assert commissioner.get(f"{own}/measures/form_seconds").status == 404
    assert commissioner.get(f"{own}/report?measure=form_seconds").status == 404
    assert commissioner.get(f"{own}/downloads/form_seconds.none.{period}.csv").status == 404
    report = commissioner.get(f"{own}/downloads/report.{period}.xlsx")
    assert report.status == 200
    with ZipFile(BytesIO(report.content)) as packed:
        assert not any(b"form_seconds" in packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize(
    "below",
    [
        "?period=2020-Q1",
        "?period=2026-Q9",
        "?period=2026",
        "?period=%00",
        "?lens=everything",
        "/measures/nothing",
        "/measures/%00",
        "/measures/needs_by_group?by=nothing",
        "/measures/needs_by_group?by=age_band",
        "/report?measure=nothing",
        "/downloads/report.pdf",
        "/downloads/report.2026-Q9.pdf",
        "/downloads/report.{period}.exe",
        "/downloads/report.{period}.csv",
        "/downloads/needs_by_group.none.{period}.exe",
        "/downloads/needs_by_group.none.{period}",
        "/downloads/needs_by_group.none.{period}.csv.csv",
        "/downloads/..%2f..%2fetc%2fpasswd",
        "/downloads/%22.none.{period}.csv",
        "/actions/0000000000001",
        "/changes/0000000000001",
    ],
)
def test_what_there_is_not_is_not_found(below: str, commissioner: Visitor, period: str) -> None:
    expected = 405 if below.endswith("/0000000000001") else 404
    assert commissioner.get(HERE + below.format(period=period)).status == expected


@pytest.mark.parametrize("chosen", ["nowhere:x", "local_authority:ZE902", "local_authority", ":", "provider:RZZ01"])
def test_a_choice_of_another_area_leads_nowhere(chosen: str, commissioner: Visitor) -> None:
    assert commissioner.get(f"/reports?area={chosen}").status == 404


def test_a_choice_of_an_area_leads_there_with_its_period_and_lens(commissioner: Visitor, period: str) -> None:
    answer = commissioner.get(f"/reports?area=local_authority:ZE901&period={period}&lens=outcome")
    assert (answer.status, answer.location) == (303, f"{HERE}?period={period}&lens=outcome")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"what": " "}, "Say what is to be done."),
        ({"what": "x" * 501}, "Say it in 500 characters or fewer; this has 501."),
        ({"owner": ""}, "Name who answers for it."),
        ({"owner": "x" * 101}, "Name them in 100 characters or fewer."),
        ({"what": "Ask\x00them"}, "It has a character that cannot be recorded."),
        ({"owner": "\u202eAnn"}, "It has a hidden character that turns text round."),
        ({"owner": "Ann\nBert"}, "Write the name on one line."),
        ({"due-year": "1"}, "Give a year from 2020 to 2100."),
        ({"due-month": "13"}, "Give the day by which it is to be done"),
        ({"due-year": "0"}, "Give the day by which it is to be done"),
        ({"due-day": "٣x"}, "Give the day by which it is to be done"),
        ({"progress": "soon"}, "Choose how far it has come from the list."),
        ({"measure": "nothing"}, "Choose from the list what it is about."),
        ({"measure": "form_seconds"}, "Choose from the list what it is about."),
        ({"measure": ""}, "Choose from the list what it is about."),
    ],
)
def test_an_action_typed_wrong_is_said_where_and_stays_as_typed(
    changes: dict[str, str], words: str, commissioner: Visitor, released: Service
) -> None:
    before = released.rows("select count(*) from report_action")
    answer = commissioner.post_with_proof(f"{HERE}/actions", {**kept.ACTION, **changes})
    assert answer.status == 422
    assert words in said(answer)
    typed = answer.page.form(f"{HERE}/actions?period={kept.keep(released)}")
    assert typed.value("due-day") == {**kept.ACTION, **changes}["due-day"]
    faults = [link[1:] for link in answer.page.links if link.startswith("#new-")]
    assert faults
    assert set(faults) <= set(answer.page.identifiers)
    assert released.rows("select count(*) from report_action") == before


def test_an_action_is_changed_in_a_version_and_its_words_are_no_markup(
    commissioner: Visitor, released: Service, period: str
) -> None:
    place = f"{HERE}/actions"
    number = kept.action(released)
    changed = {**kept.ACTION, "what": "<script>alert(1)</script> & more", "progress": "done"}
    answer = commissioner.post_with_proof(f"{place}/{number}", changed)
    assert (answer.status, answer.location) == (303, f"{place}?period={period}")
    shown = commissioner.get(place)
    assert "<script>alert" not in shown.text
    assert "<script>alert(1)</script> & more" in said(shown)
    assert released.rows("select version, progress from report_action order by version")[-1] == (2, "done")
    assert commissioner.post_with_proof(f"{place}/0000000000001", changed).status == 404
    pdf = commissioner.get(f"{HERE}/downloads/report.{period}.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_a_download_is_noted_with_its_name_and_area(commissioner: Visitor, released: Service, period: str) -> None:
    name = f"needs_by_group.sex.{period}.csv"
    answer = commissioner.get(f"{HERE}/downloads/{name}")
    assert answer.headers["content-disposition"] == f'attachment; filename="ZE901.{name}"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"<{HERE}/downloads/needs_by_group.sex.{period}.csv-metadata.json>" in answer.headers["link"]
    last = "select action, detail from audit_event order by at desc, id desc limit 1"
    assert released.rows(last) == [("report downloaded", f"local_authority ZE901, {name}")]


def test_an_account_without_an_area_is_told_whom_to_ask(service: Service) -> None:
    kept.keep(service, CARDS)
    kept.give(service, "commissioner", kept.NORTHMOOR, standing=False)
    visitor = service.signed_in("commissioner")
    assert "No area was given to your account yet." in said(visitor.get("/reports"))
    assert visitor.get(HERE).status == 404
    assert visitor.get("/reports/england/E92000001").status == 200


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("period=2019-Q1", "Nothing was released for that period"),
        ("period=never", "Nothing was released for that period"),
        ("lens=fish-eye", "There is no such lens"),
        ("beside=ZE902", "This area cannot be read beside that"),
    ],
)
def test_a_choice_that_is_not_offered_is_named_by_the_title_of_its_refusal(
    query: str, title: str, commissioner: Visitor
) -> None:
    answer = commissioner.get(f"{HERE}?{query}")
    assert answer.status == 404
    assert answer.page.title.startswith(title)
    assert "Page not found" not in answer.text


def test_an_area_that_is_not_known_is_a_row_and_never_a_tile(commissioner: Visitor) -> None:
    page = commissioner.get("/reports").text
    assert "/reports/region/ZE9" in page
    assert "/unknown" not in page
    assert "region:unknown" not in commissioner.get(HERE).text


def test_a_card_tells_its_unit_its_profile_and_who_answers_for_it(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{HERE}/measures/was_not_brought"))
    for each in ("Unit Contacts", "Disclosure profile nhs-5-5.", "Owner Nobody has been named yet"):
        assert each in words


def test_a_report_begins_with_key_indicators(commissioner: Visitor) -> None:
    words = said(commissioner.get(f"{HERE}/report?measure=caseload"))
    assert "Key indicators" in words
    assert words.index("Key indicators") < words.index("Children on the caseload: ")
