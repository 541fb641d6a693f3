"""A table of the file that was built, compared with an extract of it: by the command and on the page."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.csds.accdb.reader import rows
from app.csds.periods import ReportingPeriod
from app.csds.returned.extract import month_number
from app.csds.versions import specification_of
from app.demo.people import ODS_CODE
from app.identity import shown
from tests.csds.returned.test_routes import sent, worked
from tests.service import Service


class Sent:
    """A service whose last month was built, and extracts of it as NHS England would write them."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service, self.folder = service, folder
        self.period = ReportingPeriod.of(service.day).before
        self.informatics = service.signed_in("informatics")
        asked = {"proof": self.informatics.proof(), "period": str(self.period), "window": "primary"}
        assert self.informatics.post("/csds/builds", asked).status == 303
        worked(service)
        ((identity, name),) = service.rows("select id, file_name from csds_submission")
        self.submission = shown(identity)  # type: ignore[arg-type]
        self.file = service.settings.csds_folder / ODS_CODE / str(name)

    def rows(self, name: str) -> list[list[str]]:
        """Rows of a table, dates as an extract has them."""
        table = specification_of(self.period.first).table(name)
        return [[self._text(value) for value in row] for row in rows(self.file, table)]

    @staticmethod
    def _text(value: object) -> str:
        if isinstance(value, date) and not isinstance(value, datetime):
            return f"{value.isoformat()} 00:00:00"
        return "" if value is None else str(value)

    def extract(self, name: str, made: Sequence[Sequence[str]]) -> Path:
        """Rows with the Data Dictionary's names, and what NHS England adds."""
        table = specification_of(self.period.first).table(name)
        path, text = self.folder / f"{name}.csv", io.StringIO(newline="")
        writer = csv.writer(text)
        more = ["SK", f"{name[:6]} UNIQUE ID", "ORGANISATION IDENTIFIER (CODE OF PROVIDER)", "UNIQUE MONTH ID"]
        writer.writerow([*more, *(each.dictionary_name for each in table.fields)])
        writer.writerows([["1", "2", ODS_CODE, str(month_number(self.period)), *row] for row in made])
        path.write_text(text.getvalue(), newline="")
        return path

    def compared(self, path: Path, *more: str) -> tuple[int, str]:
        """What the command says."""
        from app.cli import application

        settings = self.service.settings
        environment = {
            "EVERYNEED_DATABASE_URL": settings.database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
            "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
            "EVERYNEED_CSDS_FOLDER": str(settings.csds_folder),
        }
        asked = ["csds", "reconcile", str(path), "--submission", self.submission, "--organisation", ODS_CODE, *more]
        done = CliRunner().invoke(application(), asked, env=environment)
        return done.exit_code, done.output


@pytest.fixture
def of(service: Service, tmp_path: Path) -> Sent:
    return Sent(service, tmp_path)


def test_an_extract_of_the_same_rows_agrees_and_one_that_differs_is_told_with_its_keys(of: Sent) -> None:
    for name in ("CYP001MPI", "CYP002GP", "CYP101Referral", "CYP608SecDiag", "CYP301GroupSession"):
        code, said = of.compared(of.extract(name, of.rows(name)))
        assert code == 0, said
        count = len(of.rows(name))
        assert f"{count:,} rows in our file, {count:,} in the extract." in said
        assert "Both have the same keys." in said
    first, second, *others = of.rows("CYP101Referral")
    elsewhere = ["SOMEBODY", *second[1:]]
    listed = of.folder / "missing.csv"
    path = of.extract("CYP101Referral", [first, first, elsewhere, *others])
    code, said = of.compared(path, "--out", str(listed))
    assert code == 1
    assert "1 keys are lacking in the extract, 2 in our file." in said
    assert f"{second[0]}: 1 in our file, 0 in the extract" in said
    assert f"{first[0]}: 1 in our file, 2 in the extract" in said
    assert listed.read_text().splitlines()[1:] == [f"{second[0]},1,0", *sorted((f"{first[0]},1,2", "SOMEBODY,0,1"))]
    page = sent(of.informatics, f"/csds/submissions/{of.submission}/reconciliation", path.read_bytes(), {"table": ""})
    assert (page.status, "SOMEBODY" in page.page.words) == (200, True)
    assert "1 keys are lacking in the extract, 2 in our file." in page.page.words
    _rows_of_others_are_left_out(of)
    _a_file_that_is_another_is_refused(of)


def _rows_of_others_are_left_out(of: Sent) -> None:
    path = of.extract("CYP101Referral", of.rows("CYP101Referral"))
    text = path.read_text()
    heading, first, *_ = text.splitlines(keepends=True)
    path.write_text(text + first.replace(f",{ODS_CODE},", ",RYY01,", 1), newline="")
    code, said = of.compared(path)
    assert (code, "1 rows of other providers or periods were left out." in said) == (0, True), said
    path.write_text(heading.replace("SERVICE REQUEST IDENTIFIER", "OTHER"), newline="")
    code, said = of.compared(path)
    assert (code, "no column of the key of CYP101Referral" in said) == (1, True)


def _a_file_that_is_another_is_refused(of: Sent) -> None:
    path = of.extract("CYP101Referral", of.rows("CYP101Referral"))
    kept = of.file.with_name("kept.accdb")
    of.file.rename(kept)
    code, said = of.compared(path)
    assert (code, "built anew since" in said) == (1, True)
    assert of.compared(path, "--file", str(kept))[0] == 0
