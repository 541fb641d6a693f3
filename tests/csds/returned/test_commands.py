"""The command that reads a report."""

from pathlib import Path

from typer.testing import CliRunner

from app.demo.people import ODS_CODE
from tests.service import Service
from tests.web.places import encounters, submission


def said(service: Service, *asked: str) -> tuple[int, str]:
    """What a command of the submission says, and how it ends."""
    from app.cli import application

    settings = service.settings
    environment = {
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_CSDS_FOLDER": str(settings.csds_folder),
    }
    done = CliRunner().invoke(application(), ["csds", *asked, "--organisation", ODS_CODE], env=environment)
    return done.exit_code, done.output


def test_a_report_is_read_by_the_command_and_what_became_of_the_submission_is_recorded_beside(
    service: Service, tmp_path: Path
) -> None:
    of, (encounter, _) = submission(service), encounters(service)[0]
    path = tmp_path / "Validation.csv"
    path.write_text(f"Ref,Visit,Loaded\nCYP20101,{encounter},x\n")
    columns = tmp_path / "columns.toml"
    columns.write_text('[columns]\nRef = "rule"\nVisit = "CareContactID"\n')
    given = ("report", str(path), "--submission", of)
    code, told = said(service, *given)
    assert (code, "Lacking: the rule" in told, "Nothing was read." in told) == (1, True, True)
    code, told = said(service, *given, "--columns", str(columns), "--state", "rejected")
    assert code == 1
    assert "1 line, 1 of records here. Columns that were not used: Loaded." in told
    assert "what may follow is uploaded" in told
    assert "The report is read; the state was not recorded." in told
    assert said(service, "state", of, "uploaded")[0] == 0
    code, told = said(service, *given, "--columns", str(columns), "--state", "rejected")
    assert (code, "This file was read already" in told, "It is rejected now." in told) == (0, True, True)
    assert service.rows("select count(*) from csds_report_line") == [(1,)]
    assert said(service, "report", str(path), "--submission", "0" * 13)[0] == 1
