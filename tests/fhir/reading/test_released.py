"""MeasureReports by address, on both databases: each system sees its own area and what is published, and no more."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.access.audit import AuditAction, AuditEvent
from app.fhir.types import ACCEPTED, READ_ONLY, REPORTED
from app.identity import shown
from app.released.table import ReleaseFacts
from app.reports.card import Breakdown
from app.reports.cards.parts import PARTS
from app.reports.elsewhere.cards import ITEM_WORDS
from app.reports.measures import CARDS, measure
from app.reports.ports import NewRelease
from app.wiring import installation
from tests.databases import START, new_identity
from tests.fhir.calling import Caller, caller
from tests.fhir.mapping.core_values import received
from tests.fhir.organisations import bare_service
from tests.fhir.released_examples import BOARD, ELSEWHERE, ENGLAND, HERE, REGION, facts, tables
from tests.fhir.uk_core import patient
from tests.reports.generated_records import shipped_counts
from tests.service import Service
from tests.store.raw import connected

SCOPE = "system/MeasureReport.rs"
REPORT_SCOPES = (SCOPE, "system/Measure.rs", "system/CodeSystem.rs")
NO_SPLIT = Breakdown.NONE
SPRING, FIRST, REVISED = facts("2026-Q2"), facts(), facts(revision=2)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path
) -> Iterator[str]:
    """A migrated database of this file's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copyfile(migrated_sqlite, tmp_path_factory.mktemp('reports') / 'everyneed.db')}"
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    cluster.run("CREATE DATABASE released_reports TEMPLATE migrated STRATEGY FILE_COPY")
    yield cluster.url("released_reports")
    cluster.run("DROP DATABASE released_reports WITH (FORCE)")


def keep(service: Service, of: ReleaseFacts) -> None:
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisations()[0].id
        event = AuditEvent(new_identity(), START, organisation, None, None, None, AuditAction.REPORTS_RELEASED)
        opened.store.reports.keep(NewRelease(of, tables(of.period), ()), [event])


@pytest.fixture(scope="module")
def service(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with bare_service(address, tmp_path_factory.mktemp("service")) as opened:
        with installation(opened.settings) as installed:
            installed.desk.add_organisation(BOARD, "Here Integrated Care Board")
        for each in (SPRING, FIRST, REVISED):
            keep(opened, each)
        yield opened


@pytest.fixture(scope="module")
def provider(service: Service) -> Caller:
    return caller(service, SCOPE, "system/Measure.rs", ods_code=HERE)


@pytest.fixture(scope="module")
def board(service: Service) -> Caller:
    return caller(service, SCOPE, "system/Measure.rs", ods_code=BOARD)


@pytest.fixture(scope="module")
def reader(service: Service) -> Caller:
    """A provider's system that reads reports and what their codes are called."""
    return caller(service, *REPORT_SCOPES, ods_code=HERE)


def pages(system: Caller, path: str) -> list[list[dict[str, Any]]]:
    """The resources of each page."""
    found = []
    while path:
        answer = system.get(path)
        assert answer.status == 200, answer.body
        found.append([each["resource"] for each in answer.body.get("entry", [])])
        links = {each["relation"]: each["url"] for each in answer.body["link"]}
        path = links.get("next", "").partition("/fhir/R4/")[2]
    return found


def ids(system: Caller, path: str) -> list[str]:
    """What each report that a search finds is of: its id without the release."""
    return [each["id"].split(".", 1)[1] for page in pages(system, path) for each in page]


def codes(system: Caller, name: str) -> dict[str, str]:
    """The codes of a code system with what they are called."""
    return {each["code"]: each["display"] for each in system.get(f"CodeSystem/{name}").body["concept"]}


def codings(value: Any) -> Iterator[dict[str, Any]]:
    """Every coding of a resource, wherever it stands."""
    if isinstance(value, dict):
        if "system" in value and "code" in value and "display" in value:
            yield value
        for each in value.values():
            yield from codings(each)
    elif isinstance(value, list):
        for each in value:
            yield from codings(each)


def path_of(release: ReleaseFacts, rest: str) -> str:
    return f"MeasureReport/{shown(release.id)}.{rest}"


class TestWho:
    def test_a_provider_sees_its_own_figures_and_published_ones(self, provider: Caller) -> None:
        autumn = [
            f"caseload.prov.all.{HERE}",
            f"form-seconds.prov.all.{HERE}",
            f"needs.eng.all.{ENGLAND}",
            f"needs.prov.age.{HERE}",
            f"needs.prov.all.{HERE}",
            f"needs.reg.all.{REGION}",
            "needs.reg.all.unknown",
        ]
        assert ids(provider, "MeasureReport?period=2026-07-01,ge2026-07-01") == autumn

    def test_a_board_sees_the_board_and_published_ones(self, board: Caller) -> None:
        assert ids(board, "MeasureReport?period=ge2026-07-01") == [
            f"needs.eng.all.{ENGLAND}",
            f"needs.icb.all.{BOARD}",
            f"needs.reg.all.{REGION}",
            "needs.reg.all.unknown",
        ]

    @pytest.mark.parametrize(
        "rest",
        [
            f"needs.prov.all.{ELSEWHERE}",
            f"needs.icb.all.{BOARD}",
            "needs.icb.all.unknown",
            "needs.lau.all.E08000024",
            f"retired-measure.eng.all.{ENGLAND}",
            f"needs.eng.sex.{ENGLAND}",
            f"form-seconds.eng.all.{ENGLAND}",
            "needs.eng.all.E92000002",
        ],
    )
    def test_another_area_is_not_there_like_one_that_does_not_exist(self, provider: Caller, rest: str) -> None:
        theirs, none = provider.get(path_of(REVISED, rest)), provider.get("MeasureReport/0000000000001")
        assert (theirs.status, theirs.body) == (404, none.body)
        assert provider.get(f"MeasureReport?_id={shown(REVISED.id)}.{rest}").body["total"] == 0

    def test_a_provider_s_own_measure_is_its_own(self, provider: Caller, board: Caller) -> None:
        path = path_of(REVISED, f"form-seconds.prov.all.{HERE}")
        assert provider.get(path).status == 200
        assert board.get(path).status == 404
        assert provider.get("Measure/form-seconds").status == 200
        assert board.get("Measure/form-seconds").status == 404
        assert "form-seconds" not in {each["resource"]["id"] for each in board.get("Measure").body["entry"]}

    def test_a_release_of_nobody_is_not_there(self, provider: Caller) -> None:
        assert provider.get(f"MeasureReport/0000000000001.needs.eng.all.{ENGLAND}").status == 404


class TestReading:
    def test_a_report_reads_as_it_is_found(self, provider: Caller) -> None:
        for page in pages(provider, "MeasureReport"):
            for each in page:
                assert provider.get(f"MeasureReport/{each['id']}").body == each

    def test_its_words_are_those_of_the_card(self, provider: Caller) -> None:
        report = provider.get(path_of(REVISED, f"form-seconds.prov.all.{HERE}")).body
        assert [each["code"]["text"] for each in report["group"]] == [
            "Saved within a minute",
            "Saved too quickly to have been read",
        ]
        assert report["reporter"]["display"] == "Here Community Trust"
        assert report["measure"] == "http://testserver/fhir/R4/Measure/form-seconds"

    def test_a_hidden_figure_has_no_number(self, provider: Caller) -> None:
        report = provider.get(path_of(REVISED, f"form-seconds.prov.all.{HERE}")).body
        hidden = report["group"][1]
        assert "count" not in hidden["population"][0]
        assert "value" not in hidden["measureScore"]
        masked = json.dumps(hidden).count('"masked"')
        assert masked == 2

    def test_an_earlier_revision_stays_at_its_id_and_searches_find_the_last(self, provider: Caller) -> None:
        rest = f"needs.eng.all.{ENGLAND}"
        first = provider.get(path_of(FIRST, rest))
        assert first.status == 200
        found = [each["id"] for page in pages(provider, "MeasureReport?measure=needs") for each in page]
        assert first.body["id"] not in found
        assert f"{shown(REVISED.id)}.{rest}" in found
        named = provider.get(f"MeasureReport?_id={first.body['id']},nothing").body
        assert [each["resource"] for each in named["entry"]] == [first.body]

    def test_the_measure_of_a_report_reads_at_its_address(self, provider: Caller) -> None:
        report = provider.get(path_of(REVISED, f"caseload.prov.all.{HERE}")).body
        measure = provider.get(report["measure"].partition("/fhir/R4/")[2])
        assert measure.status == 200
        assert measure.body["url"] == report["measure"]
        by_url = provider.get(f"Measure?url={report['measure']}").body
        assert [each["resource"] for each in by_url["entry"]] == [measure.body]

    def test_there_are_no_versions(self, provider: Caller) -> None:
        path = path_of(REVISED, f"needs.eng.all.{ENGLAND}")
        assert provider.get(f"{path}/_history").status == 404
        assert provider.get(f"{path}/_history/1").status == 404
        assert provider.get("Measure/needs/_history").status == 404

    def test_the_measure_of_every_report_reads_at_its_address(self, provider: Caller, board: Caller) -> None:
        for system in (provider, board):
            named = {each["measure"] for page in pages(system, "MeasureReport") for each in page}
            assert named
            for each in named:
                measure = system.get(each.partition("/fhir/R4/")[2])
                assert (measure.status, measure.body["url"]) == (200, each)


class TestCodeSystems:
    """What codes of reports are called: by every system whose scopes have CodeSystem, whosever the figures are."""

    def test_every_row_part_and_breakdown_of_every_card_is_in_its_code_system(self, reader: Caller) -> None:
        items, breakdowns, parts = (codes(reader, name) for name in ("report-item", "report-breakdown", "report-part"))
        rows = {each.key for key in CARDS for each in measure(key, shipped_counts()).items if each.key}
        assert {each for each in rows if not each.isdigit()} <= set(items)
        assert {each for each in rows if each.isdigit()} & set(items) == set()
        assert set(ITEM_WORDS) <= set(items)
        assert set(breakdowns) == {each.value for each in Breakdown} - {"none"}
        assert set(parts) == {
            f"{breakdown.value}:{part}" for breakdown, of in PARTS.items() for part in of if breakdown is not NO_SPLIT
        }
        assert items["waiting:18-and-over"] == "Still waiting, 18 weeks and over"
        assert parts["age_band:0-4"] == "0 to 4 years"
        assert breakdowns["ehc_plan"] == "EHC plan"

    def test_every_code_of_every_report_is_there_and_is_called_the_same(self, reader: Caller) -> None:
        found = [each for page in pages(reader, "MeasureReport") for each in page]
        ours = [each for each in codings(found) if each["system"].startswith("https://everyneed.org.uk/")]
        named = {each["system"]: each["system"].rpartition("/")[2] for each in ours}
        assert set(named.values()) == {"report-item", "report-breakdown", "report-part"}
        known = {system: codes(reader, name) for system, name in named.items()}
        for each in ours:
            assert known[each["system"]][each["code"]] == each["display"]

    def test_each_is_complete_sound_and_found_by_its_url_name_and_id(self, reader: Caller) -> None:
        for name in ("report-item", "report-breakdown", "report-part"):
            read = reader.get(f"CodeSystem/{name}").body
            assert (received(read), read["content"], read["count"]) == (read, "complete", len(read["concept"]))
            assert all(each["display"].strip() for each in read["concept"])
            form = "application/x-www-form-urlencoded"
            for search in (f"url={read['url']}", f"name={read['name']}", f"_id={name}"):
                by_address = reader.get(f"CodeSystem?{search}").body
                by_form = reader.ask("POST", "CodeSystem/_search", search.encode(), content_type=form).body
                assert [each["resource"] for each in by_address["entry"]] == [read]
                assert by_form == by_address

    def test_they_stand_beside_the_lists_of_the_form(self, reader: Caller) -> None:
        names = [each["resource"]["id"] for each in reader.get("CodeSystem").body["entry"]]
        assert {"encounter-present", "report-item"} <= set(names)
        assert len(names) == len(set(names))

    def test_nobody_writes_them(self, service: Service) -> None:
        writer = caller(service, "system/*.cruds", ods_code=HERE)
        sent = writer.get("CodeSystem/report-part").body
        for answer in (writer.post("CodeSystem", sent), writer.put("CodeSystem/report-part", sent)):
            assert answer.status == 404

    def test_a_commissioner_s_system_reads_reports_what_they_are_of_and_their_codes_and_nothing_else(
        self, service: Service
    ) -> None:
        owner = caller(service, ods_code=BOARD)
        child = owner.post("Patient", patient(3)).body["id"]
        commissioner = caller(service, *REPORT_SCOPES, ods_code=BOARD)
        told = {name for name in ACCEPTED | READ_ONLY if commissioner.get(name).status == 200}
        assert told == {"CodeSystem", "Measure", "MeasureReport"}
        for name in (ACCEPTED | READ_ONLY) - told:
            for path in (name, f"{name}/{child}", f"{name}/{child}/_history"):
                assert commissioner.get(path).status in ((403, 404) if name in READ_ONLY else (403,)), path
        assert commissioner.get(f"Patient/{child}/$everything").status == 403
        assert commissioner.get("CodeSystem/$lookup?code=128188000&system=http://snomed.info/sct").status == 200
        assert commissioner.get("ValueSet/$expand?url=http://snomed.info/sct?fhir_vs").status == 403
        assert commissioner.post("CodeSystem", {"resourceType": "CodeSystem"}).status == 404
        assert commissioner.post("Patient", patient(4)).status == 403
        areas = {
            each["reporter"].get("identifier", {}).get("value")
            for page in pages(commissioner, "MeasureReport")
            for each in page
        }
        assert areas == {ENGLAND, REGION, BOARD, None}


class TestSearching:
    def test_pages_neither_skip_nor_repeat(self, provider: Caller) -> None:
        whole = [each["id"] for page in pages(provider, "MeasureReport") for each in page]
        assert len(whole) == len(set(whole)) == 14
        by_three = pages(provider, "MeasureReport?_count=3")
        assert [len(page) for page in by_three] == [3, 3, 3, 3, 2]
        assert [each["id"] for page in by_three for each in page] == whole

    def test_the_number_alone_is_told_where_it_is_asked(self, provider: Caller) -> None:
        counted = provider.get("MeasureReport?measure=needs&_summary=count").body
        assert (counted["total"], "entry" in counted) == (10, False)
        assert provider.get("MeasureReport?_count=2").body.get("total") is None
        assert provider.get("MeasureReport?_count=2&_total=accurate").body["total"] == 14

    def test_by_measure_period_date_and_area(self, provider: Caller) -> None:
        assert len(ids(provider, "MeasureReport?measure=Measure/caseload")) == 2
        assert ids(provider, "MeasureReport?measure=caseload&period=le2026-06-30") == [f"caseload.prov.all.{HERE}"]
        assert ids(provider, f"MeasureReport?reporter:identifier={REGION}&period=ge2026-07") == [
            f"needs.reg.all.{REGION}"
        ]
        assert ids(provider, "MeasureReport?date=lt2026-03-04&measure=caseload") == [f"caseload.prov.all.{HERE}"]
        assert ids(provider, "MeasureReport?date=lt2026-03-01") == []

    def test_what_is_not_searched_by_is_refused_by_name_or_ignored(self, provider: Caller) -> None:
        refused = provider.get("MeasureReport?patient=1")
        assert (refused.status, refused.body["issue"][0]["expression"]) == (400, ["patient"])
        lenient = provider.get("MeasureReport?patient=1&measure=caseload", prefer="handling=lenient").body
        assert [each["search"]["mode"] for each in lenient["entry"]] == ["match", "match", "outcome"]

    def test_a_form_asks_the_same(self, provider: Caller) -> None:
        form = "application/x-www-form-urlencoded"
        answer = provider.ask("POST", "MeasureReport/_search", b"measure=caseload", content_type=form)
        assert answer.body["total"] == 2


class TestScopes:
    def test_with_this_scope_alone_a_system_reaches_no_other_type(self, service: Service) -> None:
        owner = caller(service, ods_code=HERE)
        child = owner.post("Patient", patient(1)).body["id"]
        only = caller(service, SCOPE, ods_code=HERE)
        for name in sorted((ACCEPTED | READ_ONLY) - {"MeasureReport"}):
            paths = [name, f"{name}/{child}", f"{name}?_id={child}"]
            if name in ACCEPTED:
                paths += [f"{name}/{child}/_history", f"{name}/{child}/_history/1"]
            for path in paths:
                assert only.get(path).status == 403, path
            posted = only.ask("POST", f"{name}/_search", b"", content_type="application/x-www-form-urlencoded")
            assert posted.status == 403, name
        assert only.get(f"Patient/{child}/$everything").status == 403
        assert only.get("CodeSystem/$lookup?code=128188000&system=http://snomed.info/sct").status == 403
        assert only.get("MeasureReport").status == 200

    def test_no_bundle_leads_around_it(self, service: Service) -> None:
        only = caller(service, SCOPE, ods_code=HERE)
        gets = [
            {"request": {"method": "GET", "url": each}} for each in ("Patient", "Encounter?_count=1", "MeasureReport")
        ]
        answer = only.post("", {"resourceType": "Bundle", "type": "batch", "entry": gets})
        assert [each["response"]["status"][:3] for each in answer.body["entry"]] == ["403", "403", "404"]
        entry = {"resource": patient(2), "request": {"method": "POST", "url": "Patient"}}
        assert only.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}).status == 403

    @pytest.mark.parametrize("name", sorted(REPORTED))
    def test_without_the_scope_nothing_of_it_is_read(self, service: Service, name: str) -> None:
        other = caller(service, "system/Patient.cruds", ods_code=HERE)
        for path in (
            name,
            f"{name}/needs",
            path_of(REVISED, f"needs.eng.all.{ENGLAND}").replace("MeasureReport", name),
        ):
            assert other.get(path).status == 403
        reads = caller(service, f"system/{name}.r", ods_code=HERE)
        assert reads.get(name).status == 403

    @pytest.mark.parametrize("name", sorted(REPORTED))
    def test_nobody_writes_it(self, service: Service, name: str) -> None:
        writer = caller(service, "system/*.cruds", ods_code=HERE)
        report = writer.get(path_of(REVISED, f"needs.eng.all.{ENGLAND}")).body
        sent = {**report, "resourceType": name}
        for answer in (
            writer.post(name, sent),
            writer.put(f"{name}/{report['id']}", sent),
            writer.put(f"{name}?_id={report['id']}", sent),
            writer.post(f"{name}/$validate", sent),
        ):
            assert answer.status == 404
            assert f"{name} is not taken here" in answer.diagnostics[0]
        entry = {"resource": sent, "request": {"method": "POST", "url": name}}
        answer = writer.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
        assert answer.status == 400
        assert any(f"{name} is not accepted here" in each for each in answer.diagnostics)

    def test_nobody_reads_it_without_a_token(self, service: Service) -> None:
        for path in ("MeasureReport", "Measure", path_of(REVISED, f"needs.eng.all.{ENGLAND}")):
            assert service.visitor().get(f"/fhir/R4/{path}").status == 401


def details(service: Service) -> list[str]:
    """What was read, by the audit trail."""
    asked = "select detail from audit_event where action = 'resources read' order by at, id"
    with connected(service.settings.database_url) as connection:
        return [str(each) for (each,) in connection.execute(text(asked))]


def test_each_read_and_search_leaves_an_event(service: Service, provider: Caller) -> None:
    before = details(service)
    path = path_of(REVISED, f"needs.eng.all.{ENGLAND}")
    provider.get(path)
    provider.get("MeasureReport?measure=needs")
    assert details(service)[len(before) :] == [f"read {path.replace('/', ' ')}", "searched MeasureReport"]
