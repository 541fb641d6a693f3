"""The page of changes of services: noted, changed and withdrawn by an area's people, with nothing typed lost."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from app.clinical.ages import clinical_date
from app.reports.desk import NO_CHANGE, NOT_YOURS
from app.reports.pages.change_forms import CHANGED, CHANGED_UNDER_WITHDRAWAL, NOT_OFFERED, UNTICKED, WITHDRAWN
from tests.reports import kept
from tests.service import Answer, Prepared, Service, Visitor, copied, opened_service, settings_for
from tests.web.page_text import FormText

HERE = "/reports/local_authority/ZE901"
PLACE = f"{HERE}/changes"
PROVIDER = "/reports/provider/RZZ01"
CARDS = ("capture_completeness", "caseload", "needs_by_group", "form_seconds", "was_not_brought")
NO_CARD = "0000000000001"


@pytest.fixture(scope="module")
def released(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which a few measures were released."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("changes"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        kept.keep(service, CARDS)
        yield service


@pytest.fixture(scope="module")
def commissioner(released: Service) -> Visitor:
    return released.signed_in("commissioner")


@pytest.fixture(scope="module")
def period(released: Service) -> str:
    return kept.keep(released)


def said(answer: Answer) -> str:
    return " ".join(answer.page.words.split())


def noted(visitor: Visitor, what: str, place: str = PLACE, **fields: str | list[str]) -> FormText:
    """A change that was noted, as its own form shows it."""
    answer = visitor.post_with_proof(place, {**kept.CHANGE, "what": what, **fields})
    assert answer.status == 303, said(answer)
    page = visitor.get(place).page
    return next(form for form in page.forms if form.value("what") == what)


def without_proof(form: FormText) -> dict[str, list[str]]:
    return {name: texts for name, texts in form.fields.items() if name != "proof"}


def withdrawing(visitor: Visitor, form: FormText, **fields: str) -> Answer:
    sent = {"act": "withdraw", "version": form.value("version"), "withdraw": "yes", **fields}
    return visitor.post_with_proof(form.action.partition("?")[0], sent)


def versions(released: Service, what: str) -> list[tuple[object, ...]]:
    return released.rows(
        "select version, standing from report_change where id in (select id from report_change where what = ?)"
        " order by version",
        what,
    )


def changes_kept(released: Service) -> list[tuple[object, ...]]:
    return released.rows(
        "select (select count(*) from report_change), (select count(*) from report_change_measure),"
        " (select count(*) from audit_event where action = 'change of a service recorded')"
    )


def test_a_change_is_noted_and_stands_on_the_page_with_the_measures_it_bears_on(
    commissioner: Visitor, released: Service, period: str
) -> None:
    fields: dict[str, str | list[str]] = {
        **kept.CHANGE,
        "what": "Clinics on Saturdays",
        "measure": ["was_not_brought", "caseload"],
    }
    answer = commissioner.post_with_proof(f"{PLACE}?period={period}", fields)
    assert (answer.status, answer.location) == (303, f"{PLACE}?period={period}")
    page = commissioner.get(PLACE)
    assert "Clinics on Saturdays Began 01-Apr-2026 Marek Novak, service manager" in said(page)
    for measure in ("was_not_brought", "caseload"):
        assert commissioner.get(page.page.link(f"{HERE}/measures/{measure}")).status == 200
    row = "select level, area, version, standing from report_change where what = 'Clinics on Saturdays'"
    assert released.rows(row) == [("local_authority", "ZE901", 1, 1)]
    last = "select detail from audit_event where action = 'change of a service recorded' order by at desc, id desc"
    assert released.rows(last)[0] == ("local_authority ZE901, version 1",)


def test_pressed_twice_it_is_noted_once(commissioner: Visitor, released: Service) -> None:
    for _ in range(2):
        noted(commissioner, "A nurse joined the team")
    assert versions(released, "A nurse joined the team") == [(1, 1)]


def test_one_that_is_still_to_begin_is_planned(commissioner: Visitor, released: Service) -> None:
    day = released.day + timedelta(days=40)
    typed = {"began-day": str(day.day), "began-month": str(day.month), "began-year": str(day.year)}
    noted(commissioner, "A second clinic opens", **typed)
    assert f"A second clinic opens Begins {clinical_date(day)}" in said(commissioner.get(PLACE))


def test_links_lead_to_it_from_the_area_and_from_what_is_to_be_done(commissioner: Visitor, period: str) -> None:
    for path in (HERE, f"{HERE}/actions"):
        link = commissioner.get(path).page.link("/changes")
        assert link == f"{PLACE}?period={period}"
    assert f"{HERE}/actions?period={period}" in commissioner.get(PLACE).page.links


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ({"what": "   "}, "what", "Say what changed."),
        ({"what": "x" * 501}, "what", "this has 501"),
        ({"what": "a\u202eb"}, "what", "turns text round"),
        ({"owner": ""}, "owner", "Name who answers for it."),
        ({"owner": "x" * 101}, "owner", "100 characters"),
        ({"began-day": "31", "began-month": "2"}, "began-day", "Give the day it began"),
        ({"began-year": "1999"}, "began-day", "Give a year from 2010 to 2100."),
        ({"began-year": "9" * 5000}, "began-day", "Give the day it began"),
        ({"measure": []}, "measure-needs_by_group", "Choose at least one measure"),
        ({"measure": ["nothing"]}, "measure-needs_by_group", NOT_OFFERED),
        ({"measure": ["was_not_brought", "form_seconds"]}, "measure-needs_by_group", NOT_OFFERED),
        ({"measure": ["a" * 100_000]}, "measure-needs_by_group", NOT_OFFERED),
    ],
)
def test_what_is_typed_wrong_is_said_where_and_stays_as_typed(
    typed: Mapping[str, str | list[str]], name: str, words: str, commissioner: Visitor, released: Service
) -> None:
    before, period = changes_kept(released), kept.keep(released)
    fields = {**kept.CHANGE, **typed}
    answer = commissioner.post_with_proof(f"{PLACE}?period={period}", fields)
    assert answer.status == 422
    assert answer.page.title.startswith("Error: ")
    assert words in said(answer)
    form = answer.page.form(f"{PLACE}?period={period}")
    for each in ("what", "owner", "began-day", "began-month", "began-year"):
        assert form.value(each) == fields[each], each
    ticked = [key for key in fields["measure"] if key == "was_not_brought"] if typed.get("measure") else []
    assert form.fields.get("measure", []) == (["was_not_brought"] if "measure" not in typed else ticked)
    assert f"#new-{name}" in answer.page.links
    assert f"new-{name}" in answer.page.identifiers
    assert changes_kept(released) == before


def test_a_change_is_changed_in_a_version_and_its_words_are_no_markup(
    commissioner: Visitor, released: Service, period: str
) -> None:
    form = noted(commissioner, "Text messages <b>")
    assert form.action == f"{form.action.partition('?')[0]}?period={period}"
    words = "<script>alert(1)</script> & more"
    answer = commissioner.post_with_proof(form.action, form.with_fields({"what": words, "measure": ["caseload"]}))
    assert (answer.status, answer.location) == (303, f"{PLACE}?period={period}")
    page = commissioner.get(PLACE)
    assert "<script>alert" not in page.text
    assert words in said(page)
    assert versions(released, words) == [(1, 1), (2, 1)]
    measures = "select version, measure from report_change_measure m where change in"
    measures += " (select id from report_change where what = ?) order by version"
    assert released.rows(measures, words) == [(1, "was_not_brought"), (2, "caseload")]


def test_saved_as_it_was_it_gets_no_version(commissioner: Visitor, released: Service) -> None:
    form = noted(commissioner, "A parents' group began")
    assert commissioner.post_with_proof(form.action, form.fields).status == 303
    assert versions(released, "A parents' group began") == [(1, 1)]


def test_a_change_typed_wrong_keeps_what_was_typed_in_its_own_form(commissioner: Visitor, released: Service) -> None:
    form = noted(commissioner, "Triage by telephone")
    before = changes_kept(released)
    answer = commissioner.post_with_proof(form.action, form.with_fields({"owner": "", "what": "Triage by video"}))
    assert answer.status == 422
    assert answer.page.form(form.action).value("what") == "Triage by video"
    prefix = form.action.partition("?")[0].rpartition("/")[2]
    assert f"#{prefix}-owner" in answer.page.links
    assert f"{prefix}-owner" in answer.page.identifiers
    assert answer.page.form(f"{PLACE}?{form.action.partition('?')[2]}").value("what") == ""
    assert changes_kept(released) == before


def test_withdrawing_is_confirmed_by_a_tick_and_leaves_it_in_the_audit_trail_alone(
    commissioner: Visitor, released: Service
) -> None:
    form = noted(commissioner, "Letters are in plain words")
    refused = withdrawing(commissioner, form, withdraw="")
    assert refused.status == 422
    assert UNTICKED in said(refused)
    assert versions(released, "Letters are in plain words") == [(1, 1)]
    prefix = form.action.partition("?")[0].rpartition("/")[2]
    assert f"#{prefix}-withdraw" in refused.page.links
    assert f"{prefix}-withdraw" in refused.page.identifiers
    assert withdrawing(commissioner, form).status == 303
    assert versions(released, "Letters are in plain words") == [(1, 1), (2, 0)]
    for path in (PLACE, HERE):
        assert "Letters are in plain words" not in said(commissioner.get(path))
    last = "select detail from audit_event where action = 'change of a service recorded' order by at desc, id desc"
    assert released.rows(last)[0] == ("local_authority ZE901, version 2, withdrawn",)
    assert withdrawing(commissioner, form).status == 303
    assert versions(released, "Letters are in plain words") == [(1, 1), (2, 0)]


def test_what_somebody_changed_meanwhile_is_not_written_over_and_nothing_typed_is_lost(
    commissioner: Visitor, released: Service
) -> None:
    form = noted(commissioner, "A new referral form")
    mine, theirs = form.with_fields({"what": "Mine"}), form.with_fields({"owner": "Somebody else"})
    assert commissioner.post_with_proof(form.action, theirs).status == 303
    before = changes_kept(released)
    answer = commissioner.post_with_proof(form.action, mine)
    assert answer.status == 409
    assert CHANGED in said(answer)
    assert changes_kept(released) == before
    assert "A new referral form Began 01-Apr-2026 Somebody else" in said(answer)
    again = answer.page.form(form.action)
    assert (again.value("what"), again.value("version")) == ("Mine", "2")
    refused = withdrawing(commissioner, form)
    assert (refused.status, CHANGED_UNDER_WITHDRAWAL in said(refused)) == (409, True)
    assert changes_kept(released) == before
    assert commissioner.post_with_proof(form.action, again.fields).status == 303
    assert versions(released, "Mine") == [(1, 1), (2, 1), (3, 1)]


def test_a_fault_over_somebody_elses_change_tells_of_both(commissioner: Visitor, released: Service) -> None:
    form = noted(commissioner, "A play specialist came")
    assert commissioner.post_with_proof(form.action, form.with_fields({"owner": "Somebody else"})).status == 303
    before = changes_kept(released)
    answer = commissioner.post_with_proof(form.action, form.with_fields({"owner": ""}))
    assert answer.status == 422
    assert CHANGED in said(answer)
    assert "Name who answers for it." in said(answer)
    assert changes_kept(released) == before


def test_what_was_typed_over_a_withdrawn_one_is_kept_in_the_form_to_add(
    commissioner: Visitor, released: Service, period: str
) -> None:
    form = noted(commissioner, "Waiting rooms were joined")
    assert withdrawing(commissioner, form).status == 303
    before = changes_kept(released)
    answer = commissioner.post_with_proof(form.action, form.with_fields({"owner": "Mine"}))
    assert answer.status == 409
    assert WITHDRAWN in said(answer)
    new = answer.page.form(f"{PLACE}?period={period}")
    assert (new.value("what"), new.value("owner")) == ("Waiting rooms were joined", "Mine")
    assert changes_kept(released) == before


@pytest.mark.parametrize("version", ["", "0", "2", "99", "-1", "1.0", "x", "9" * 5000])
def test_only_the_last_version_can_be_written_over(version: str, commissioner: Visitor, released: Service) -> None:
    form = noted(commissioner, f"Something of version {version[:9]}".strip())
    before = changes_kept(released)
    answer = commissioner.post_with_proof(form.action, form.with_fields({"version": version, "owner": "Mine"}))
    assert answer.status == 409
    assert changes_kept(released) == before


@pytest.mark.parametrize(
    "place",
    [
        *("/reports/local_authority/ZE902", "/reports/local_authority/ZE903", "/reports/icb/QZZ", PROVIDER),
        *("/reports/england/E92000001", "/reports/region/ZE9"),
    ],
)
def test_nothing_is_noted_of_an_area_that_is_not_ones_own(place: str, commissioner: Visitor, released: Service) -> None:
    form = noted(commissioner, "Of Northmoor")
    number = form.action.partition("?")[0].rpartition("/")[2]
    before = changes_kept(released)
    for below in ("/changes", f"/changes/{number}", f"/changes/{NO_CARD}"):
        answer = commissioner.post_with_proof(f"{place}{below}", form.fields)
        assert (answer.status, NOT_YOURS in said(answer)) == (404, True)
    assert changes_kept(released) == before
    assert "Of Northmoor" not in commissioner.get(f"{place}/changes").text


@pytest.mark.parametrize("number", [NO_CARD, "x", "%00", "0" * 500])
def test_a_change_that_there_is_not_is_not_found(number: str, commissioner: Visitor) -> None:
    assert commissioner.post_with_proof(f"{PLACE}/{number}", kept.CHANGE).status == 404


def test_a_change_of_a_published_area_is_nobodys_to_make(commissioner: Visitor) -> None:
    page = commissioner.get("/reports/england/E92000001/changes")
    assert page.status == 200
    assert "None was noted yet." in said(page)
    assert [form for form in page.page.forms if "/changes" in form.action] == []


def test_what_bears_on_figures_for_the_providers_own_people_alone_is_told_to_them_alone(service: Service) -> None:
    kept.keep(service, CARDS)
    kept.give(service, "commissioner", kept.PROVIDER)
    own, commissioner = service.signed_in("informatics"), service.signed_in("commissioner")
    place = f"{PROVIDER}/changes"
    theirs = noted(own, "A shorter form", place, measure="form_seconds")
    both = noted(own, "Tablets in clinics", place, measure=["form_seconds", "was_not_brought"])
    page = commissioner.get(place)
    assert "A shorter form" not in page.text
    assert "Tablets in clinics" in page.text
    assert "Time to complete the form" not in page.text
    assert "form_seconds" not in page.text
    refused = commissioner.post_with_proof(theirs.action, without_proof(theirs))
    assert (refused.status, NO_CHANGE in said(refused)) == (404, True)
    seen = page.page.form(both.action)
    assert commissioner.post_with_proof(both.action, seen.with_fields({"owner": "Somebody else"})).status == 303
    measures = "select m.measure from report_change_measure m join report_change c on c.id = m.change"
    measures += " and c.version = m.version where c.version = 2"
    assert sorted(service.rows(measures)) == [("form_seconds",), ("was_not_brought",)]
