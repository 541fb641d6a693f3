"""Jackcess, which shares nothing with the writer or mdbtools, reads every cell as it was written, and can go on."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from app.csds.accdb.load import shipped_blank
from app.csds.accdb.reader import compare, rows
from app.csds.accdb.whole.writer import build
from app.csds.accdb.writer import fill
from app.csds.engine_duckdb import Row, Value
from app.csds.specification import Field, Kind
from app.csds.versions import specification_of
from setup.jackcess import access_file
from tests.csds.accdb.access_files import STANDARD, VISITS, WIDE, in_order, jackcess_cells, tables

SPECIFICATION = specification_of(date(2026, 10, 1))
SOME_TEXTS = ("01", "X", "RX1", "Zoë", "Łódź", "ab cd", "Жизнь", '"quoted", and more', "back\\slash")
ODD_TEXTS = (
    "",
    " ",
    "a",
    "é",
    "Ж",
    "😀",
    "a😀b",
    "line\nand line",
    "tab\there",
    "\u0001\u007f\u00ff",
    "\uffff",
    "日本語のテキスト",
)
ODD_DATES = (
    date(1890, 1, 1),
    date(1899, 12, 29),
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 3, 1),
    date(9999, 12, 31),
)


def _value(field: Field, random: Random) -> Value:
    if random.random() < 0.15:
        return None
    day = date(2026, 1, 1) + timedelta(days=random.randrange(400))
    clock = time(random.randrange(24), random.randrange(60), random.randrange(60))
    match field.kind:
        case Kind.TEXT:
            return (random.choice(SOME_TEXTS) * 50)[: random.randrange(1, (field.longest or 255) + 1)]
        case Kind.INTEGER:
            return random.choice((0, -1, 2**31 - 1, -(2**31), random.randrange(10_000)))
        case Kind.DATE:
            return day
        case Kind.TIME:
            return clock
        case Kind.DATETIME:
            return datetime.combine(day, clock)


def test_every_cell_of_a_file_of_37_tables_is_read_alike_by_mdbtools_and_jackcess(tmp_path: Path) -> None:
    random = Random(20261003)
    written = [
        (table, [tuple(_value(field, random) for field in table.fields) for _ in range(random.randrange(2, 120))])
        for table in SPECIFICATION.tables
    ]
    path = tmp_path / "csds.accdb"
    counts = build(SPECIFICATION, shipped_blank("1.6", tmp_path), path, lambda: iter(written))
    read = jackcess_cells(path)
    assert counts == {table.name: len(made) for table, made in written}
    assert len(read) == 37
    for table, made in written:
        assert list(rows(path, table)) == made
        header, *cells = read[table.name]
        assert cells == in_order(header, table, made)


def test_odd_texts_and_dates_are_read_as_they_were_written(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    odd: list[Row] = [(text, None, None, None, None, None) for text in ODD_TEXTS]
    odd += [(text * 255, 2**31 - 1, None, None, None, "😀") for text in ("a", "é", "Ж")]
    odd += [(None, -(2**31), day, time(23, 59, 59), datetime.combine(day, time(6, 0)), "Ж") for day in ODD_DATES]
    fill(template, path, tables(Visits=odd))
    compare(path, tables(Visits=odd))
    header, *cells = jackcess_cells(path)["Visits"]
    assert cells == in_order(header, VISITS, odd)


def test_jackcess_goes_on_where_the_writer_ended(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    first: Row = ("Leeds", 1, None, None, None, "01")
    wide: list[Row] = [("Ж" * 255,) * 7 for _ in range(600)]
    fill(template, path, tables(Visits=[first], Wide=wide))
    added: list[Row] = [("York", number, None, None, None, "02") for number in range(300)]
    lines = [f"Visits\tT02\tTYork\tN{number}\t~\t~\t~\n" for number in range(300)]
    access_file("append", str(path), lines="".join(lines) + "Empty\tTmore\n" + "Wide" + "\tTx" * 7 + "\n")
    assert compare(path, tables(Visits=[first, *added], Empty=[("more",)], Wide=[*wide, ("x",) * 7])) == {
        "Visits": 301,
        "Empty": 1,
        "Wide": 601,
    }
    read = jackcess_cells(path)
    assert [len(read[table.name]) - 1 for table in STANDARD.tables] == [301, 1, 601]
    assert read[WIDE.name][1] == ("T" + "Ж" * 255,) * 7
