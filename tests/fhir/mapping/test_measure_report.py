"""Released figures as a MeasureReport: sound R4, every number a released one, and no number where none was released."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure import measure_from_words
from app.fhir.mapping.measure_report import (
    COUNTED_BY_URL,
    INTERVAL_URL,
    RELEASE_URL,
    days_of,
    days_of_table,
    measure_report,
)
from app.fhir.mapping.measure_report_id import LONGEST, TOLD, ReportId, measure_id, parse_report_id, report_id
from app.fhir.r4 import built
from app.fhir.report_ports import BreakdownWords, LevelWords, MeasureWords, ReportWords
from app.identity import Identity, shown
from app.released.figure import (
    HIDDEN,
    HIDDEN_SHARE,
    NO_SHARE,
    NOT_APPLICABLE,
    UNAVAILABLE,
    ZERO,
    Figure,
    Share,
    Standing,
)
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.report_words import report_words
from app.reports.areas import Areas
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import release_one
from app.reports.elsewhere.cards import PUBLISHED_MEASURES
from app.reports.elsewhere.years import over
from app.reports.measures import CARDS
from app.reports.pages.load import Words
from app.reports.pages.ordering import in_order
from app.reports.pages.wording import Wording
from app.reports.periods import Quarter
from tests.fhir.released_examples import ENGLAND, HERE, by_age, count_row, facts, hidden_row, shown_row, table
from tests.reports.generated_records import shipped_counts
from tests.reports.planted import SHOWN, TRUE, sightings

BASE = "https://everyneed.example.nhs.uk/fhir/R4"
PALSY = "128188000"
NEEDS = MeasureWords(
    *("needs", "Children with a recorded need", "What is counted", "Those with a need", "Children asked"),
    *("Those over 25", "Visits", "children"),
)
COUNT = replace(NEEDS, key="caseload", title="Open caseload", denominator="None", share=False)
BREAKDOWNS = (
    BreakdownWords("none", "All children", "Period end"),
    BreakdownWords("age_band", "Age", "31 August"),
    BreakdownWords("sex", "Sex", "Contact date"),
)
LEVELS = (
    LevelWords("icb", "Integrated care board", "GP-registered", "Board of the practice"),
    LevelWords("local_authority", "Local authority of residence", "Resident", "Where a child lives"),
)
PLANS = replace(NEEDS, key="ehc_plans_by_need", by_others=True)
WORDS = ReportWords(
    {each.key: each for each in (NEEDS, COUNT, PLANS)},
    area=lambda level, code: f"{level} {code}",
    item=lambda _, item: f"row {item}",
    breakdown=lambda name: f"by {name}",
    part=lambda _, part: f"part {part}",
    rows=lambda: (),
    parts={},
)
RELEASE = facts(revision=2)
MASKED = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}


def sound(resource: Resource) -> Resource:
    """The resource as JSON brings it back, once the model of its type has taken all of it (and written Z for UTC)."""
    made: Resource = json.loads(json.dumps(resource))
    assert made | {"date": None} == json.loads(json.dumps(built(resource))) | {"date": None}
    return made


def told(of: ReleasedTable, area: str) -> Resource:
    """The report of an area, once it was judged."""
    named = report_id(RELEASE.id, of.key, area)
    assert named is not None
    return sound(measure_report(named, of, RELEASE, WORDS, BASE))


def counts(group: Resource) -> dict[str, Any]:
    """The count of each population of a group by its code, or what stands in its place."""
    return {each["code"]["coding"][0]["code"]: each.get("count", each.get("_count")) for each in group["population"]}


def test_a_report_says_what_was_released_of_one_area() -> None:
    report = told(table("needs", "provider", "none", hidden_row("RZZ01"), shown_row(HERE)), HERE)
    assert (report["status"], report["type"]) == ("complete", "summary")
    assert report["id"] == f"{shown(RELEASE.id)}.needs.prov.all.{HERE}"
    assert report["measure"] == f"{BASE}/Measure/needs"
    assert report["date"] == "2026-03-04T09:00:00+00:00"
    assert report["period"] == {"start": "2026-07-01", "end": "2026-09-30"}
    assert report["reporter"] == {
        "type": "Organization",
        "identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": HERE},
        "display": f"provider {HERE}",
    }
    (group,) = report["group"]
    assert group["code"] == {"text": "Children with a recorded need"}
    assert counts(group) == {"numerator": 1235, "denominator": 3675}
    interval = {"lower": 32.0, "upper": 35.3}
    assert group["measureScore"] == {
        "extension": [{"url": INTERVAL_URL, "extension": [{"url": k, "valueDecimal": v} for k, v in interval.items()]}],
        **{"value": 33.6, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }


def test_it_carries_release_profile_period_and_definitions() -> None:
    report = told(table("needs", "england", "none", shown_row(ENGLAND)), ENGLAND)
    (extension,) = report["extension"]
    assert extension["url"] == RELEASE_URL
    said = {each.pop("url"): next(iter(each.values())) for each in extension["extension"]}
    assert said == {
        **{"id": shown(RELEASE.id), "period": "2026-Q3", "profile": "nhs-5-5", "definitions": "1", "revision": 2},
        **{"referenceSet": "2026-05-01", "note": "Late visits"},
    }


def test_a_hidden_figure_says_why_and_carries_no_number() -> None:
    (group,) = told(table("needs", "provider", "none", hidden_row(HERE)), HERE)["group"]
    assert counts(group) == {"numerator": MASKED, "denominator": 40}
    assert group["measureScore"] == MASKED


def test_parts_of_a_breakdown_are_strata_beside_the_figures_of_all() -> None:
    (group,) = told(table("needs", "provider", "age_band", *by_age(HERE)), HERE)["group"]
    assert counts(group)["numerator"] == 1235
    (stratifier,) = group["stratifier"]
    assert stratifier["code"][0]["text"] == "by age_band"
    strata = {each["value"]["text"]: each for each in stratifier["stratum"]}
    assert list(strata) == ["part 0-4", "part 5-10", "part 11-15", "part unknown"]
    assert counts(strata["part 5-10"]) == {"numerator": 0, "denominator": 25}
    assert counts(strata["part 11-15"])["numerator"] == MASKED
    why = counts(strata["part unknown"])["numerator"]["extension"][0]["valueCode"]
    assert why == "unknown"


def test_a_breakdown_without_figures_of_all_has_strata_alone() -> None:
    (group,) = told(table("needs", "provider", "age_band", shown_row(HERE, part="0-4")), HERE)["group"]
    assert "population" not in group
    assert len(group["stratifier"][0]["stratum"]) == 1


def test_each_item_is_a_group_and_a_concept_is_coded_in_snomed_ct() -> None:
    rows = [shown_row(HERE, each) for each in (PALSY, "technology_dependency", "128188001", "C:3-4")]
    groups = told(table("needs", "provider", "none", *rows), HERE)["group"]
    found = [(each["code"]["coding"][0]["system"], each["code"]["coding"][0]["code"]) for each in groups]
    ours = "https://everyneed.org.uk/fhir/CodeSystem/report-item"
    assert found == [
        ("http://snomed.info/sct", PALSY),
        *((ours, each) for each in ("technology_dependency", "128188001", "C:3-4")),
    ]


def test_a_count_has_no_denominator_and_no_score() -> None:
    (group,) = told(table("caseload", "provider", "none", count_row(HERE)), HERE)["group"]
    assert counts(group) == {"initial-population": 55}
    assert "measureScore" not in group


@pytest.mark.parametrize(
    ("level", "area", "reporter"),
    [
        ("icb", "QHM", {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "QHM"}),
        (
            "region",
            "E12000001",
            {"system": "http://statistics.data.gov.uk/id/statistical-geography", "value": "E12000001"},
        ),
        ("region", "unknown", None),
    ],
)
def test_an_area_is_named_by_its_code_unless_it_is_not_known(level: str, area: str, reporter: object) -> None:
    report = told(table("needs", level, "none", shown_row(area)), area)
    assert report["reporter"].get("identifier") == reporter
    assert report["reporter"]["display"] == f"{level} {area}"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_first_and_last_day(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)
    with pytest.raises(ValueError, match="quarter"):
        days_of(period.lower())


class TestFiguresOfOthers:
    def test_their_period_is_that_of_the_figures_and_not_the_quarter_of_the_release(self) -> None:
        plans = replace(table("ehc_plans_by_need", "england", "none", shown_row(ENGLAND)), figures_of="202425")
        assert told(plans, ENGLAND)["period"] == {"start": "2025-01-01", "end": "2025-01-31"}
        of_2024 = replace(plans, figures_of="2024")
        assert told(of_2024, ENGLAND)["period"] == {"start": "2024-01-01", "end": "2024-12-31"}

    def test_a_period_that_was_not_kept_is_said_to_be_unknown(self) -> None:
        plans = table("ehc_plans_by_need", "england", "none", shown_row(ENGLAND))
        why = {"url": MASKED["extension"][0]["url"], "valueCode": "unknown"}
        assert told(plans, ENGLAND)["period"] == {"extension": [why]}

    def test_what_is_counted_here_is_of_the_quarter_whatever_a_table_says(self) -> None:
        assert days_of_table("2026-Q3", "2024", by_others=False) == (date(2026, 7, 1), date(2026, 9, 30))

    @pytest.mark.parametrize("year", ["24", "20245", "0000", "January", "2026-Q3"])
    def test_a_year_written_otherwise_is_refused(self, year: str) -> None:
        with pytest.raises(ValueError, match="year"):
            days_of_table("2026-Q3", year, by_others=True)

    @pytest.mark.parametrize("year", ["2024", "202425", "201819"])
    def test_the_last_day_is_that_by_which_reports_take_them(self, year: str) -> None:
        days = days_of_table("2026-Q3", year, by_others=True)
        assert days is not None
        assert days[1] == over(year)


class TestWhoIsCounted:
    def test_a_report_says_population_area_rule_and_age_date_of_its_level_and_breakdown(self) -> None:
        words = replace(WORDS, measures={"needs": replace(NEEDS, levels=LEVELS, breakdowns=BREAKDOWNS)})
        of = table("needs", "icb", "sex", shown_row("QHM", part="1"))
        named = report_id(RELEASE.id, of.key, "QHM")
        assert named is not None
        report = sound(measure_report(named, of, RELEASE, words, BASE))
        (counted_by,) = (each["extension"] for each in report["extension"] if each["url"] == COUNTED_BY_URL)
        assert {each["url"]: each["valueString"] for each in counted_by} == {
            "population": "GP-registered",
            "areaRule": "Board of the practice",
            "ageDate": "Contact date",
        }

    def test_a_measure_says_it_of_each_level_that_systems_are_told_of(self) -> None:
        made = sound(measure_from_words(replace(NEEDS, levels=LEVELS, breakdowns=BREAKDOWNS), BASE))
        assert made["definition"][-2:] == [
            "Integrated care board. Population: GP-registered. Area: Board of the practice.",
            "Age date: Period end.",
        ]
        assert "Resident" not in json.dumps(made)

    def test_the_words_are_those_of_the_cards(self) -> None:
        wording = Wording(shipped_counts(), lambda _, code: code, {})
        words = report_words(Words(CARDS, Areas(), wording)).measures["needs"]
        level, by = words.level("icb"), words.breakdown("school_phase")
        assert level is not None
        assert level.population == "GP-registered"
        assert level.area_rule == CARDS["needs"].area_rule(Level.ICB)
        assert by is not None
        assert by.age_date == CARDS["needs"].age_rule(Breakdown.SCHOOL_PHASE)
        assert words.level("moon") is None
        assert words.breakdown("moon") is None


def test_groups_stand_in_the_order_in_which_pages_show_them() -> None:
    wording = Wording(shipped_counts(), lambda _, code: code, {})
    words = report_words(Words(CARDS, Areas(), wording))
    kept = [shown_row(HERE, each) for each in ("technology_dependency", "condition.suspected", "condition")]
    of = table("needs_by_group", "provider", "none", shown_row("RZZ01", "zz"), *kept)
    named = report_id(RELEASE.id, of.key, HERE)
    assert named is not None
    groups = sound(measure_report(named, of, RELEASE, words, BASE))["group"]
    found = [each["code"]["coding"][0]["code"] for each in groups]
    assert found == ["condition", "condition.suspected", "technology_dependency"]
    assert found == [row.item for row in in_order(of, wording) if row.area == HERE]


FIGURES = st.one_of(
    st.sampled_from([ZERO, HIDDEN, UNAVAILABLE, NOT_APPLICABLE]),
    st.integers(1, 10**6).map(lambda number: Figure(Standing.ROUNDED, 5 * number)),
)
PERCENTS = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
SHARES = st.one_of(
    st.sampled_from([NO_SHARE, HIDDEN_SHARE, Share(Standing.UNAVAILABLE)]),
    PERCENTS.map(lambda percent: Share(Standing.ROUNDED, percent, percent, percent)),
)
ROWS = st.builds(
    ReleasedRow, st.just(HERE), st.sampled_from(["", PALSY, "x"]), st.sampled_from(["", "0-4", "unknown"]),
    FIGURES, FIGURES, SHARES,
)  # fmt: skip


def numbers(value: Any) -> Iterator[float]:
    """Every number in a group, wherever it stands."""
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


@given(rows=st.lists(ROWS, min_size=1, max_size=6, unique_by=lambda row: (row.item, row.part)))
def test_every_number_told_is_one_that_was_released(rows: list[ReleasedRow]) -> None:
    report = told(table("needs", "provider", "age_band", *rows), HERE)
    figures = [each for row in rows for each in (row.numerator, row.denominator)]
    shares = [end for row in rows for end in (row.share.percent, row.share.lower, row.share.upper)]
    expected = sorted([float(each.number) for each in figures if each.number is not None])
    expected += [float(each) for each in shares if each is not None]
    assert sorted(numbers(report["group"])) == sorted(expected)


def test_a_planted_count_is_seen_nowhere_in_a_report_but_rounded() -> None:
    """1,237 may only ever be seen as 1,235."""
    cells = {Cell(HERE, "", ""): Raw(TRUE, 4321), Cell("RZZ01", "", ""): Raw(40, TRUE)}
    released = release_one(Cube("needs", Level.PROVIDER, Breakdown.NONE, Quarter(2026, 3), cells))
    reports = [told(released, area) for area in (HERE, "RZZ01")]
    assert counts(reports[0]["group"][0]) == {"numerator": SHOWN, "denominator": 4320}
    assert counts(reports[1]["group"][0]) == {"numerator": 40, "denominator": SHOWN}
    assert sightings(json.dumps(reports).encode()) == []


class TestIds:
    @pytest.mark.parametrize("measure", [*CARDS, *(each.card.key for each in PUBLISHED_MEASURES)])
    def test_every_measure_level_and_breakdown_has_one_of_at_most_64_characters(self, measure: str) -> None:
        most = Identity(2**63 - 1)
        card = CARDS.get(measure) or next(each.card for each in PUBLISHED_MEASURES if each.card.key == measure)
        for level in TOLD & {each.value for each in card.levels}:
            for breakdown in card.breakdowns:
                key = TableKey(measure, level, breakdown.value)
                made = report_id(most, key, "ABCDE1234" if level == "provider" else ENGLAND)
                assert made is not None, key
                assert len(made.text) <= LONGEST
                assert parse_report_id(made.text) == made

    def test_every_breakdown_is_written_in_its_own_way(self) -> None:
        made = [report_id(RELEASE.id, TableKey("needs", "icb", each.value), "QHM") for each in Breakdown]
        assert len({each.text for each in made if each is not None}) == len(Breakdown)

    def test_what_systems_are_not_told_has_none(self) -> None:
        assert report_id(RELEASE.id, TableKey("needs", "local_authority", "none"), "E08000024") is None
        assert report_id(RELEASE.id, TableKey("needs", "responsible_authority", "none"), "E08000024") is None
        assert report_id(RELEASE.id, TableKey("needs", "icb", "none"), "Q.H") is None
        assert report_id(RELEASE.id, TableKey("n" * 60, "icb", "none"), "QHM") is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "....",
            "0APBG8WMN44HG.needs.prov.all",
            "0APBG8WMN44HG.needs.prov.all.RYY01.x",
            "0apbg8wmn44hg.needs.prov.all.RYY01",
            "0APBG8WMN44HG.needs_by_group.prov.all.RYY01",
            "0APBG8WMN44HG.needs.provider.all.RYY01",
            "0APBG8WMN44HG.needs.prov.none.RYY01",
            "0APBG8WMN44HG.needs.prov.all.",
            "ZZZZZZZZZZZZZ.needs.prov.all.RYY01",
            "0APBG8WMN44HG.ne\u00e9ds.prov.all.RYY01",
        ],
    )
    def test_what_is_written_otherwise_is_none(self, text: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - any refusal will do
            parse_report_id(text)

    @given(text=st.text(alphabet="0AZ.-_aneds", max_size=70))
    def test_no_text_breaks_reading(self, text: str) -> None:
        with suppress(ValueError):
            assert parse_report_id(text).text == text

    def test_they_are_ordered_by_release_measure_level_breakdown_and_area(self) -> None:
        made = [
            ReportId(Identity(1), "needs", "region", "none", "E12000002"),
            ReportId(Identity(2), "asked", "england", "none", ENGLAND),
            ReportId(Identity(2), "needs", "england", "none", ENGLAND),
        ]
        assert sorted([made[2], made[0], made[1]]) == made


class TestMeasures:
    def test_a_measure_is_its_card(self) -> None:
        made = sound(measure_from_words(replace(NEEDS, key="needs_by_group", better="increase"), BASE))
        assert (made["id"], made["url"]) == ("needs-by-group", f"{BASE}/Measure/needs-by-group")
        assert (made["title"], made["status"]) == ("Children with a recorded need", "active")
        assert made["scoring"]["coding"][0]["code"] == "proportion"
        assert made["improvementNotation"]["coding"][0]["code"] == "increase"
        said = {each["code"]["coding"][0]["code"]: each["description"] for each in made["group"][0]["population"]}
        assert said == {"numerator": "Those with a need", "denominator": "Children asked"}
        assert made["definition"][2:] == ["Exclusions: Those over 25.", "Source: Visits.", "Counted in children."]

    def test_a_measure_says_by_what_its_reports_are_split(self) -> None:
        split = replace(NEEDS, breakdowns=BREAKDOWNS)
        by_age, by_sex = sound(measure_from_words(split, BASE))["group"][0]["stratifier"]
        coding = {"system": "https://everyneed.org.uk/fhir/CodeSystem/report-breakdown", "code": "age_band"}
        assert by_age["code"] == {"coding": [{**coding, "display": "Age"}], "text": "Age"}
        assert by_sex["description"] == "Sex. Age date: Contact date."
        assert "stratifier" not in sound(measure_from_words(NEEDS, BASE))["group"][0]

    def test_a_count_is_no_proportion(self) -> None:
        made = sound(measure_from_words(COUNT, BASE))
        assert made["scoring"]["coding"][0]["code"] == "cohort"
        (population,) = made["group"][0]["population"]
        assert population["code"]["coding"][0]["code"] == "initial-population"
        assert "Denominator: None." not in made["definition"]

    @pytest.mark.parametrize("key", sorted(CARDS))
    def test_the_id_of_every_measure_is_one_that_fhir_allows(self, key: str) -> None:
        assert measure_id(key).replace("-", "").isalnum()
