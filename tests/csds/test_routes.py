"""The pages of the submission, over HTTP."""

import pytest

from app.access.audit import AuditAction
from app.access.jobs import JobState
from app.csds.asking import BUILD
from app.csds.desk import BuiltFile
from app.csds.periods import ReportingPeriod, Window
from app.demo.people import ODS_CODE
from app.identity import shown
from app.wiring import installation
from tests.service import Service, Visitor
from tests.web.places import MANIFEST, submission


@pytest.fixture
def informatics(service: Service) -> Visitor:
    return service.signed_in("informatics")


def asked_for(service: Service) -> list[tuple[object, ...]]:
    return service.rows("select kind, state, requested_by is not null from job")


def test_a_build_that_is_asked_for_waits_for_a_worker_and_is_audited(service: Service, informatics: Visitor) -> None:
    fields = informatics.get("/csds").page.form("/csds/builds").with_fields({"period": "2026-10", "window": "refresh"})
    assert informatics.post("/csds/builds", fields).location == "/csds"
    assert asked_for(service) == [(BUILD, JobState.WAITING.value, 1)]
    page = informatics.get("/csds").page.words
    assert "October 2026, refresh Waits for a worker, asked for by" in page
    assert AuditAction.SUBMISSION_ASKED.value in service.events()
    assert informatics.post("/csds/builds", fields).status == 303
    assert len(asked_for(service)) == 1


@pytest.mark.parametrize("fields", [{"period": "2026-13"}, {"window": "tertiary"}, {"period": "", "window": ""}])
def test_what_is_no_period_is_refused_and_nothing_is_asked_for(
    fields: dict[str, str], service: Service, informatics: Visitor
) -> None:
    typed = informatics.get("/csds").page.form("/csds/builds").with_fields(fields)
    answer = informatics.post("/csds/builds", typed)
    assert answer.status == 422
    assert "Choose one from the list." in answer.page.words
    assert asked_for(service) == []


def test_a_submission_goes_on_by_its_states_with_notes(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}"
    page = informatics.get(path).page
    assert "Built, " in page.words
    form = page.form(path)
    assert informatics.post(path, form.with_fields({"state": "uploaded", "note": " by Nadia "})).location == path
    assert "Uploaded, " in informatics.get(path).page.words
    assert ": by Nadia" in informatics.get(path).page.words
    again = informatics.post(path, form.with_fields({"state": "checked"}))
    assert again.status == 409
    assert "It is uploaded; what may follow is accepted, rejected." in again.page.words
    assert informatics.post(path, form.with_fields({"state": "lost"})).status == 422


def test_a_partial_file_cannot_be_said_to_be_uploaded(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}"
    form = informatics.get(path).page.form(path)
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        partial = opened.submissions.built(
            organisation,
            None,
            BuiltFile(ReportingPeriod(2026, 9), Window.REFRESH, True, False, "P.accdb", "b" * 64, MANIFEST, 0),
        )
    theirs = f"/csds/submissions/{shown(partial.id)}"
    assert "Uploaded" not in informatics.get(theirs).page.words
    answer = informatics.post(theirs, form.with_fields({"state": "uploaded"}))
    assert answer.status == 409
    assert "not to be uploaded" in answer.page.words


def test_the_file_and_its_manifest_are_downloaded_and_audited(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}"
    file, manifest = informatics.get(f"{path}/file"), informatics.get(f"{path}/manifest")
    assert (file.status, file.content) == (200, b"a file")
    assert 'filename="CSDS.accdb"' in file.headers["content-disposition"]
    assert manifest.headers["content-type"].startswith("application/json")
    assert service.events().count(AuditAction.SUBMISSION_DOWNLOADED.value) == 2
    (service.settings.csds_folder / ODS_CODE / "CSDS.accdb").unlink()
    assert informatics.get(f"{path}/file").status == 404
    assert "or build it again." in informatics.get(path).page.words


def test_the_file_of_a_later_build_is_not_given_out_as_that_of_an_earlier_one(
    service: Service, informatics: Visitor
) -> None:
    path = f"/csds/submissions/{submission(service)}"
    folder = service.settings.csds_folder / ODS_CODE
    (folder / "CSDS.accdb").write_bytes(b"a later file")
    (folder / "CSDS.manifest.json").write_text(MANIFEST.replace("Nadia Rahmani", "Somebody else"))
    for where in ("/file", "/manifest", "/problems", "/problems.csv"):
        assert informatics.get(path + where).status == 404
    assert "built anew since" in informatics.get(path).page.words


def test_problems_are_listed_filtered_and_lead_to_where_they_are_mended(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}/problems"
    page = informatics.get(path).page
    assert "2 problems." in page.words
    assert "4 rows fall with it." in page.words
    assert "NM1" in page.words
    enforced = informatics.get(f"{path}?enforced=yes").page.words
    assert "1 problem." in enforced
    assert "NM1" not in enforced
    assert "0 problems." in informatics.get(f"{path}?table=CYP001MPI&severity=record+rejected").page.words
    for odd in ("?page=99", "?page=-1", "?page=x", "?table=%3Cscript%3E", "?severity='"):
        assert informatics.get(path + odd).status == 200
    assert informatics.get(f"{path}.csv").text.startswith("rule,code,severity")


@pytest.mark.parametrize("where", ["", "/file", "/manifest", "/problems", "/problems.csv"])
def test_another_organisation_finds_nothing(where: str, service: Service) -> None:
    path = f"/csds/submissions/{submission(service)}{where}"
    service.change("update account set role = 'informatics' where username = 'outsider-admin'")
    other = service.signed_in("outsider-admin")
    assert other.get(path).status == 404
    assert "Nothing was built yet." in other.get("/csds").page.words


@pytest.mark.parametrize("username", ["commissioner", "paediatrician", "clerk", "administrator"])
def test_nobody_else_reaches_any_of_it(username: str, service: Service) -> None:
    visitor = service.signed_in(username)
    path = f"/csds/submissions/{submission(service)}"
    for where in ("/csds", path, f"{path}/file", f"{path}/manifest", f"{path}/problems", f"{path}/problems.csv"):
        assert visitor.get(where).status == 403
