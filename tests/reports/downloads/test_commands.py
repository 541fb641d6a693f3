"""The commands of releases, as an operator types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import application
from tests.reports import kept
from tests.service import Prepared, Service, copied, opened_service, settings_for


@pytest.fixture
def released(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Service]:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service:
        kept.keep(service, ("caseload", "capture_completeness"))
        yield service


def told(service: Service, *words: str) -> Result:
    settings = service.settings
    environment = {
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_TERMINOLOGY_FOLDER": str(settings.terminology_folder),
        "EVERYNEED_REPORTS_FOLDER": str(settings.reports_folder),
    }
    return CliRunner().invoke(application(), ["reports", *words], env=environment)


def test_releases_are_listed_and_the_newest_written(released: Service, tmp_path: Path) -> None:
    earlier, later = kept.quarters(released.day)
    done = told(released, "releases", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    first, second, written = done.output.splitlines()
    assert first.startswith(f"{later}  revision 1  nhs-5-5  ")
    assert second.startswith(f"{earlier}  revision 1  nhs-5-5  ")
    folder = tmp_path / "out" / f"{later}-r1"
    assert written == f"Written to {folder}"
    assert (folder / f"caseload.none.{later}.csv").is_file()
    assert (folder / f"report.{later}.pdf").read_bytes().startswith(b"%PDF")
    again = told(released, "releases", "--out", str(tmp_path / "out"))
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_areas_are_given_listed_and_withdrawn(released: Service) -> None:
    done = told(released, "areas", "commissioner", "--give", "icb:QZZ", "--withdraw", "local_authority:ZE901")
    assert (done.exit_code, done.output) == (0, "icb:QZZ\n")
    visitor = released.signed_in("commissioner")
    assert visitor.get("/reports/icb/QZZ").status == 200
    assert visitor.get("/reports/local_authority/ZE901").status == 404
    assert told(released, "areas", "commissioner", "--withdraw", "icb:QZZ").output == "None.\n"
    assert released.events()[-3:].count("area of reports withdrawn") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("release",), "Give either --period with a quarter, or --due."),
        (("release", "--due", "--period", "2026-Q3"), "Give either --period with a quarter, or --due."),
        (("release", "--period", "2026"), "2026"),
        (("release", "--period", "2026-Q3", "--profile", "none"), "'none' is no profile. Choose one of nhs-5-5"),
        (("areas", "nobody"), "There is no account with the user name 'nobody'."),
        (("areas", "commissioner", "--give", "ZE901"), "'ZE901' is no area. Write LEVEL:CODE"),
        (("areas", "commissioner", "--give", "icb:"), "'icb:' is no area."),
        (("areas", "commissioner", "--give", "icb:QZZ", "--give", "town:X"), "'town:X' is no area."),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_done(words: tuple[str, ...], said: str, released: Service) -> None:
    before = released.events()
    done = told(released, *words)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert released.events() == before


def test_without_a_copy_a_release_says_what_to_do_first(released: Service) -> None:
    done = told(released, "release", "--period", "2025-Q1")
    assert done.exit_code == 1
    assert "copy" in done.output.casefold()
    assert len(released.rows("select id from report_release")) == 2
