"""A list is taken whole, or refused with the line of each fault and how to mend it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.clinical.scores import Span, Tool
from app.csds.lists.entries import Organisation, organisation, postcode, tool
from app.csds.lists.kinds import ListFault, ListKind
from app.csds.lists.lines import entries
from app.terminology.concept import ConceptId
from tests.csds.lists.list_files import ASSESSMENTS, ORGANISATIONS, POSTCODES

PARSE: Mapping[ListKind, Callable[[Mapping[str, str]], Any]] = {
    ListKind.ORGANISATIONS: organisation,
    ListKind.POSTCODES: postcode,
    ListKind.ASSESSMENTS: tool,
}


def read(kind: ListKind, text: str) -> list[Any]:
    return [each.entry for each in entries(text.splitlines(keepends=True), kind, "list.csv", PARSE[kind])]


def faults(kind: ListKind, text: str) -> list[str]:
    with pytest.raises(ListFault) as raised:
        read(kind, text)
    return [str(each) for each in raised.value.faults]


def test_organisations_have_a_code_and_days_between_which_they_are_in_force() -> None:
    found = read(ListKind.ORGANISATIONS, ORGANISATIONS)
    assert found[:3] == [
        Organisation("RXX01", date(1991, 4, 1), None),
        Organisation("RXX02", None, None),
        Organisation("A81001", date(1974, 4, 1), date(2026, 10, 1)),
    ]


def test_an_organisation_is_in_force_on_its_first_and_its_last_day() -> None:
    held = Organisation("RXX01", date(2026, 10, 3), date(2026, 10, 5))
    days = [each for each in range(1, 8) if held.in_force(date(2026, 10, each), date(2026, 10, each))]
    assert days == [3, 4, 5]
    assert held.in_force(date(2026, 10, 1), date(2026, 10, 31))


def test_postcodes_are_written_with_one_space() -> None:
    assert read(ListKind.POSTCODES, POSTCODES) == ["SW1A 1AA", "LS1 4AP"]


def test_assessments_have_a_range_decimals_and_further_scores() -> None:
    assert read(ListKind.ASSESSMENTS, ASSESSMENTS) == [
        Tool(ConceptId(138875005), "Root scale", Span(Decimal(0), Decimal(60), 1, ("NA", "9"))),
        Tool(ConceptId(116680003), "Is-a, whole", Span(Decimal(-5), Decimal(5), 0)),
    ]


def test_blank_lines_and_the_case_of_column_names_do_not_matter() -> None:
    assert read(ListKind.POSTCODES, " Postcode \n\nLS1 4AP\n \n") == ["LS1 4AP"]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (ListKind.POSTCODES, "", "list.csv, line 1: The first line does not name the columns of this list. Write"),
        (ListKind.POSTCODES, "LS1 4AP\n", "list.csv, line 1: The first line does not name the columns"),
        (ListKind.POSTCODES, "postcode\n", "list.csv: There is no entry in it."),
        (ListKind.POSTCODES, "postcode\nLS1 4AP\nnowhere\n", "list.csv, line 3: This is no postcode."),
        (ListKind.POSTCODES, "postcode\nLS1 4AP,x\n", "list.csv, line 2: It has 2 columns. Give 1"),
        (ListKind.POSTCODES, 'postcode\n"LS1 4AP\n', "list.csv, line 2: It cannot be read as columns"),
        (ListKind.ORGANISATIONS, "code,opened,closed\nR!,,\n", "list.csv, line 2: This is no ODS code."),
        (ListKind.ORGANISATIONS, "code,opened,closed\nRXX,2026-02-30,\n", "line 2: There is no such date."),
        (ListKind.ORGANISATIONS, "code,opened,closed\nRXX,20260203,\n", "line 2: There is no such date."),
        (ListKind.ORGANISATIONS, "code,opened,closed\nRXX,2026-02-03,2026-02-02\n", "line 2: It closes before it"),
        (ListKind.ORGANISATIONS, "code,opened,closed\nRXX\n", "line 2: It has 1 columns. Give 3"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(kind: ListKind, text: str, said: str) -> None:
    (found,) = faults(kind, text)
    assert said in found


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("138875004,A,0,1,,", "its check digit is 4 and should be 5"),
        ("138875005,,0,1,,", "It has no name"),
        ("138875005,A\u202e,0,1,,", "It has no name"),
        ("138875005,A,x,1,,", "least: this is no number"),
        ("138875005,A,0,1e3,,", "most: this is no number"),
        ("138875005,A,0,NaN,,", "most: this is no number"),
        ("138875005,A,0,100000,,", "most: this is no number"),
        ("138875005,A,0.0001,1,,", "least: this is no number"),
        ("138875005,A,2,1,,", "The most is below the least."),
        ("138875005,A,0,1,4,", "decimals: there is no such number"),
        ("138875005,A,0,1,²,", "decimals: there is no such number"),
        ("138875005,A,0,1,,missing", "also: these are no scores."),
        ("138875005,A,0,1,,n/a", "also: these are no scores."),
    ],
)
def test_an_assessment_that_no_score_could_have_is_refused(row: str, said: str) -> None:
    (found,) = faults(ListKind.ASSESSMENTS, f"concept,name,least,most,decimals,also\n{row}\n")
    assert found.startswith("list.csv, line 2: ")
    assert said in found


def test_every_faulty_line_is_told_up_to_fifty() -> None:
    assert len(faults(ListKind.POSTCODES, "postcode\n" + "nowhere\n" * 3)) == 3
    assert len(faults(ListKind.POSTCODES, "postcode\n" + "nowhere\n" * 3_000)) == 50
