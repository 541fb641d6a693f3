"""A submission of the demonstration clinic's last month, and reports on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.access.people import Organisation
from app.csds.desk import BuiltFile
from app.csds.periods import ReportingPeriod, Window
from app.csds.returned.load import AskedReport, ReadReport, ReadsHere, read_report
from app.csds.returned.reports import LinePage, ReportKind, ReportLine, WantedLines
from app.csds.submissions import Submission
from app.demo.people import ODS_CODE
from app.identity import Identity, shown
from app.wiring import Installation, installation
from tests.service import Prepared, copied, settings_for
from tests.web.places import MANIFEST

HEADING = "Error Code,Severity,Table,Field,Row,Message,LocalPatientID,ServiceRequestID,CareContactID,CareActivityID\r\n"


class Silent:
    """Follows nothing."""

    def step(self, name: str, done: int, total: int) -> None:
        """Nothing is shown."""


@dataclass(frozen=True, slots=True)
class Returned:
    """An installation with a submission, to which files come back."""

    opened: Installation
    organisation: Organisation
    submission: Submission
    folder: Path

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What stands in the database."""
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self.opened.settings.database_url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(statement).fetchall()

    def contact(self, number: int = 0) -> tuple[Identity, Identity]:
        """An encounter of the month, and its child."""
        period = self.submission.period
        found = self.rows(
            "select e.id, e.child from encounter e where e.version = 1 and e.entered_in_error = 0 "  # noqa: S608
            "and e.contact_on between date('"
            + str(period.first)
            + "') and date('"
            + str(period.last)
            + "') order by e.id"
        )
        encounter, child = found[number]
        assert isinstance(encounter, int)
        assert isinstance(child, int)
        return Identity(encounter), Identity(child)

    def written(self, text: str, name: str = "Validation.csv") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def read(self, path: Path, kind: ReportKind | None = None, columns: Path | None = None) -> ReadReport:
        opened = self.opened
        here = ReadsHere(opened.submissions, opened.store.csds_reports, opened.records_of, opened.refset, "", columns)
        of = AskedReport(self.organisation, None, shown(self.submission.id), path, path.name, kind)
        return read_report(of, here, Silent())

    def page(self, read: ReadReport, wanted: WantedLines = WantedLines(), number: int = 1) -> LinePage:  # noqa: B008
        return self.opened.store.csds_reports.page(read.report, wanted, number)

    def lines(self, text: str) -> tuple[ReportLine, ...]:
        """The first lines of a report that has these after its heading."""
        return self.page(self.read(self.written(HEADING + text))).lines


@contextmanager
def returned(prepared: Prepared, folder: Path, change: Callable[[str], None] = lambda _: None) -> Iterator[Returned]:
    """A copy of the clinic with a submission of its last month; `change` may change the database before."""
    url = copied(prepared, folder)
    change(url.removeprefix("sqlite:///"))
    with installation(settings_for(url, prepared.secret)) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        period = ReportingPeriod.of(prepared.day).before
        file = BuiltFile(period, Window.PRIMARY, False, False, "CSDS.accdb", "a" * 64, MANIFEST, 0)
        yield Returned(opened, organisation, opened.submissions.built(organisation, None, file), folder)
