"""The file of a measure over time: every row with its own release, in the columns of a measure's own file."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

from csvw import CSVW

from app.identity import Identity, shown
from app.reports.card import Level
from app.reports.downloads.publication import Publication
from app.reports.downloads.tidy import COLUMNS, csv_text
from app.reports.downloads.tidy_course import course_csvw_text, course_text
from app.reports.elsewhere.cards import EDUCATION_CARDS, PUBLISHED
from app.reports.measures import CARDS
from app.reports.periods import Quarter
from tests.reports import kept
from tests.reports.pages.in_time import WORDING, facts, row, table

NAME = "needs_by_group.none.2026-Q3.over-time.csv"


def quarters() -> list[Publication]:
    """Groups of needs of Northmoor over three quarters, each of its own release, one revised."""
    found = []
    for place, quarter in enumerate((Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)), 1):
        made = kept.made(quarter, 1_000_000_000_000 + place, ("needs_by_group",))
        (held,) = (
            each
            for each in made.tables
            if (each.key.level, each.key.breakdown) == (Level.LOCAL_AUTHORITY.value, "none")
        )
        revised = replace(made.facts, revision=2, note="Late records.") if place == 2 else made.facts
        found.append(Publication(revised, CARDS["needs_by_group"], held, WORDING, lambda _: ""))
    return found


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_holds_the_rows_of_every_quarter_as_their_own_files_have_them() -> None:
    told = quarters()
    alone = [each for one in told for each in read(csv_text([one], shown(one.facts.id)))]
    rows = read(course_text(told))
    assert rows == alone
    assert list(rows[0]) == [name for name, _, _ in COLUMNS]
    assert [each["release_period"] for each in rows] == sorted(each["release_period"] for each in rows)
    assert len({(each["time_period"], each["release_period"], each["release_id"]) for each in rows}) == 3
    assert {each["numerator"] for each in rows if each["numerator_status"] == "suppressed"} == {""}


def test_it_is_as_its_metadata_say_which_name_every_release(tmp_path: Path) -> None:
    told = quarters()
    (tmp_path / NAME).write_text(course_text(told), encoding="utf-8", newline="")
    metadata = tmp_path / f"{NAME}-metadata.json"
    metadata.write_text(course_csvw_text(told, NAME), encoding="utf-8")
    checked = CSVW(str(metadata), validate=True)
    assert checked.is_valid, checked.warnings
    held = json.loads(metadata.read_text())
    assert held["url"] == NAME
    assert held["dc:title"].endswith("over time, January to March 2026 to July to September 2026")
    assert held["dc:identifier"] == shown(told[-1].facts.id)
    for each in told:
        assert shown(each.facts.id) in held["dc:description"]
    assert "Why it was revised: Late records." in held["dc:description"]
    assert held["dc:description"].count(CARDS["needs_by_group"].definition) == 1


def test_figures_of_others_are_of_their_own_years() -> None:
    card = EDUCATION_CARDS["ehc_plans_by_age_and_sex"]
    told = [
        Publication(
            replace(facts(period), id=Identity(1_000_000_000_000 + place)),
            card,
            table(card.key, period, row("", 700 + place), profile=PUBLISHED, year=year),
            WORDING,
            lambda _: "",
        )
        for place, (period, year) in enumerate((("2025-Q4", "202425"), ("2026-Q1", "202526")))
    ]
    rows = read(course_text(told))
    assert [(each["time_period"], each["release_period"], each["profile"]) for each in rows] == [
        ("202425", "2025-Q4", "published"),
        ("202526", "2026-Q1", "published"),
    ]
    title = json.loads(course_csvw_text(told, NAME))["dc:title"]
    assert title == f"{card.title}, over time, January 2025 to January 2026"
