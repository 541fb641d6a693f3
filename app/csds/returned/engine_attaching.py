"""Attaches the lines of a report to records: joins what they name with what the submission's rows are called.

Works in the workspace that the submission's month was built into, so that neither the lines nor the records are held in
memory, however many there are.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.csds.engine_duckdb import Workspace
from app.csds.returned.layout import Meaning
from app.csds.returned.lines import Said
from app.csds.returned.reports import ReportLine
from app.identity import LENGTH, Identity, parse_identity

DEFINED: Final[Mapping[str, tuple[str, str]]] = {
    Meaning.PATIENT.value: ("CYP001MPI", "LocalPatientID"),
    Meaning.REFERRAL.value: ("CYP101Referral", "ServiceRequestID"),
    Meaning.CONTACT.value: ("CYP201CareContact", "CareContactID"),
    Meaning.ACTIVITY.value: ("CYP202CareActivity", "CareActivityID"),
    Meaning.SESSION.value: ("CYP301GroupSession", "GroupSessionID"),
    Meaning.STAFF.value: ("CYP901StaffDetails", "CareProfessionalID_Local"),
    Meaning.RECORD.value: ("CYP004CarePlanType", "PlanID"),
}
"""Where each identifier is defined: the table whose rows are called by it."""

_OF_CHILD: Final = frozenset({Meaning.PATIENT.value, Meaning.REFERRAL.value})
_OF_CONTACT: Final = frozenset({Meaning.CONTACT.value, Meaning.ACTIVITY.value})
_NAMES: Final = {field: names for names, (_, field) in DEFINED.items()}
_MANY: Final = 5_000
_SAID: Final = ("number", "file_line", "rule", "severity", "of_table", "field", "row_number", "message")

Recorded = Callable[[Sequence[Identity]], Mapping[Identity, Identity]]
"""Of some identities, those that are recorded here, each with the child that it is of."""


@dataclass(frozen=True, slots=True)
class Attaching:
    """The lines of a report in a workspace."""

    work: Workspace

    def stage(self, lines: Iterable[tuple[int, Said]]) -> int:
        """Take the lines, each with where it ends in the file; gives how many."""
        folder = self.work.path.parent
        said, named = folder / "said.csv", folder / "named.csv"
        try:
            count = _written(lines, said, named)
            columns = ", ".join(f"{name} {'INTEGER' if place < 2 else 'VARCHAR'}" for place, name in enumerate(_SAID))
            self._copied("said", columns, said)
            self._copied("named", "number INTEGER, rank INTEGER, names VARCHAR, record VARCHAR", named)
        finally:
            for path in (said, named):
                path.unlink(missing_ok=True)
        return count

    def attach(self, recorded: Recorded) -> int:
        """Find the record that each line names; gives how many lines name one.

        First by the identifiers of the month's rows; then, for what is in the month no more, by our own identity where
        the identifier is one and is recorded.
        """
        sql = self.work.sql
        sql.execute(
            "CREATE TABLE known (of_table VARCHAR, names VARCHAR, record VARCHAR, defines BOOLEAN, origin BIGINT)"
        )
        for table in self.work.specification.tables:
            for field in (each for each in table.columns if each in _NAMES):
                names = _NAMES[field]
                sql.execute(
                    f'INSERT INTO known SELECT ?, ?, "{field}", ?, min(_origin) FROM "{table.name}" '  # noqa: S608
                    f'WHERE "{field}" IS NOT NULL AND _origin <> 0 GROUP BY "{field}"',
                    [table.name, names, DEFINED[names] == (table.name, field)],
                )
        self._join("found")
        self._add_of_old(recorded)
        self._join("attached")
        row = sql.execute("SELECT count(*) FROM attached").fetchone()
        return int(row[0]) if row else 0

    def lines(self) -> Iterator[Sequence[ReportLine]]:
        """The lines in the order of the file, some at a time."""
        cursor = self.work.sql.cursor()
        said = ", ".join(f"s.{name}" for name in _SAID)
        cursor.execute(
            f"SELECT {said}, coalesce(a.told.names, n.names, ''), coalesce(a.told.record, n.record, ''), "  # noqa: S608
            "coalesce(a.told.place, ''), a.told.origin FROM said s LEFT JOIN attached a USING (number) "
            "LEFT JOIN named n ON n.number = s.number AND n.rank = 0 ORDER BY s.number"
        )
        while found := cursor.fetchmany(_MANY):
            yield [ReportLine(*row) for row in found]

    def _copied(self, table: str, columns: str, path: Path) -> None:
        self.work.sql.execute(f"CREATE TABLE {table} ({columns})")
        self.work.sql.execute(
            f"COPY {table} FROM '{path}' (FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '\"', "
            "ESCAPE '\"', NULLSTR '\\N')"
        )

    def _join(self, into: str) -> None:
        """Of what a line names, take the likeliest that is known; in its own table, before where it is defined."""
        self.work.sql.execute(
            f"CREATE TABLE {into} AS SELECT n.number, arg_min({{'names': n.names, 'record': n.record, "  # noqa: S608
            "'place': k.of_table, 'origin': k.origin}, 2 * n.rank + (k.of_table <> s.of_table)::INTEGER) AS told "
            "FROM named n JOIN said s USING (number) JOIN known k ON k.names = n.names AND k.record = n.record "
            "AND (k.defines OR k.of_table = s.of_table) GROUP BY n.number"
        )

    def _add_of_old(self, recorded: Recorded) -> None:
        cursor = self.work.sql.cursor()
        cursor.execute(
            "SELECT DISTINCT n.names, n.record FROM named n ANTI JOIN found f ON f.number = n.number "
            "WHERE length(n.record) >= ?",
            [LENGTH],
        )
        more: list[tuple[str, str, str, int]] = []
        while found := cursor.fetchmany(_MANY):
            more += _of_old(found, recorded)
        if more:
            self.work.sql.executemany("INSERT INTO known VALUES (?, ?, ?, true, ?)", more)


def _written(lines: Iterable[tuple[int, Said]], said: Path, named: Path) -> int:
    number = 0
    with said.open("w", encoding="utf-8", newline="") as first, named.open("w", encoding="utf-8", newline="") as second:
        write, write_name = (csv.writer(file, quoting=csv.QUOTE_ALL).writerow for file in (first, second))
        for number, (line, each) in enumerate(lines, 1):
            write((number, line, each.rule, each.severity, each.table, each.field, each.row_number, each.message))
            for rank, (names, record) in enumerate(each.named):
                write_name((number, rank, names, record))
    return number


def _of_old(pairs: Sequence[tuple[str, str]], recorded: Recorded) -> list[tuple[str, str, str, int]]:
    """What identifiers that are identities of ours name: of a referral its child, as its rows have it."""
    asked = {pair: identity for pair in pairs if (identity := _identity(*pair)) is not None}
    of = recorded(sorted(set(asked.values()))) if asked else {}
    return [
        (DEFINED[names][0], names, record, of[identity] if names in _OF_CHILD else identity)
        for (names, record), identity in asked.items()
        if identity in of and (names in _OF_CHILD) is not (names in _OF_CONTACT)
    ]


def _identity(names: str, record: str) -> Identity | None:
    # A finding is called by its contact and a number.
    text = record.partition("-")[0] if names == Meaning.ACTIVITY.value else record
    try:
        return parse_identity(text)
    except ValueError:
        return None
