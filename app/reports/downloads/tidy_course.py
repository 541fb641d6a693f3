"""Tidy CSV of a measure over time, in the columns of a measure's own file, and its CSVW metadata: every row with the
release that it is of."""

from collections.abc import Sequence
from dataclasses import replace

from app.identity import shown
from app.reports.downloads.publication import Publication
from app.reports.downloads.tidy import COLUMNS, about, described, written


def course_text(publications: Sequence[Publication]) -> str:
    """The tables of a measure over time as CSV (RFC 4180), in the order given."""
    return written((each, shown(each.facts.id)) for each in publications)


def course_csvw_text(publications: Sequence[Publication], csv_name: str) -> str:
    """The metadata of that file: it is of its last release, and every release in it is named."""
    last = publications[-1]
    told = about(last, shown(last.facts.id), csv_name)
    notes = dict.fromkeys(note for each in publications for note in each.notes_of_release(shown(each.facts.id)))
    periods = " to ".join(dict.fromkeys(each.period_words for each in (publications[0], last)))
    title = ", ".join(each for each in (f"{last.card.title}, over time", periods) if each)
    return described(COLUMNS, replace(told, title=title, notes=tuple(dict.fromkeys((*notes, *told.notes)))))
