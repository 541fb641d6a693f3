"""Writes text files beside a file of a submission: its problems, and the rows of its tables."""

import csv
import os
import shutil
from dataclasses import astuple
from pathlib import Path

from app.csds.accdb.whole.writer import whole_file
from app.csds.delivery.reader import problem_rows
from app.csds.delivery.report import PROBLEM_COLUMNS, Report
from app.csds.engine_duckdb import Workspace


def write_problems(work: Workspace, report: Report, path: Path) -> None:
    """Every problem, a line each."""
    with whole_file(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(PROBLEM_COLUMNS)
        for each in report.broken:
            writer.writerows(astuple(row) for row in problem_rows(work, each.tally.number))


def write_text_files(work: Workspace, folder: Path) -> None:
    """The rows of each table as a text file; the folder takes the place of an older one only when it is whole."""
    making = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        for table in work.specification.tables:
            with (making / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(table.columns)
                writer.writerows(work.rows(table))
                file.flush()
                os.fsync(file.fileno())
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
