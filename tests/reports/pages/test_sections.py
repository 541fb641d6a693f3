"""Beside what was chosen a measure is read: who is compared, with whom, from which figures, and when with nobody."""

from decimal import Decimal

import pytest

from app.errors import NotFound
from app.identity import Identity
from app.released.figure import HIDDEN, NOT_APPLICABLE, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Breakdown, Card, Level
from app.reports.comparing import shown_share
from app.reports.desk import Area, AreaView
from app.reports.elsewhere.cards import EDUCATION_CARDS, PUBLISHED
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.populations import Population, Populations
from app.reports.measures import CARDS
from app.reports.pages.choices import Choice, england_choice
from app.reports.pages.dashboard import Section
from app.reports.pages.load import _OTHERS
from app.reports.pages.sections import Setting, all_sections, area_section
from app.reports.pages.wording import AS_PUBLISHED, Wording
from tests.reports import kept

NORTHMOOR, FELLSIDE, HARBOURSIDE = (Area(Level.LOCAL_AUTHORITY, f"ZE90{place}") for place in (1, 2, 3))
ENGLAND, REGION, BOARD = Area(Level.ENGLAND, "E92000001"), Area(Level.REGION, "ZE9"), Area(Level.ICB, "QZZ")
FACTS = ReleaseFacts(Identity(1), "2026-Q3", "nhs-5-5", 1, None, "x", "1")  # type: ignore[arg-type]
NAMES = {ENGLAND: "England", REGION: "Northern Marches", FELLSIDE: "Fellside", NORTHMOOR: "Northmoor"}
WORDING = Wording(kept.shipped()[1], lambda level, code: NAMES.get(Area(level, code), code), _OTHERS)
NEEDS, PLANS = CARDS["needs_by_group"], EDUCATION_CARDS["ehc_plans_by_need"]
IN_TIME = EDUCATION_CARDS["ehc_plans_within_20_weeks"]
NEIGHBOURS = Choice("neighbours", "Neighbours", (FELLSIDE, HARBOURSIDE), True, "Neighbours", "Its neighbours.")


def figure(number: int | None) -> Figure:
    return HIDDEN if number is None else Figure(Standing.ROUNDED, number) if number else ZERO


Rows = dict[Area, dict[str, tuple[int | None, int | None]]]


class Release:
    """Tables as they were released, by measure: of each area the counted and the whole of each item."""

    def __init__(self, complete: dict[Area, int], **measures: Rows) -> None:
        whole: Rows = {area: {"": (share, 100)} for area, share in complete.items()}
        self.measures = {"capture_completeness": whole, **measures}
        self.profiles = dict.fromkeys(EDUCATION_CARDS, PUBLISHED)

    def read(self, _: Identity, key: TableKey) -> ReleasedTable:
        areas = self.measures.get(key.measure, {})
        rows = tuple(
            self._row(area, item, *counted)
            for area, items in areas.items()
            if area.level.value == key.level
            for item, counted in items.items()
        )
        if not rows:
            raise NotFound("none")
        return ReleasedTable(key, FACTS.period, self.profiles.get(key.measure, "nhs-5-5"), rows)

    def _row(self, area: Area, item: str, counted: int | None, of: int | None) -> ReleasedRow:
        whole = NOT_APPLICABLE if of == 0 else figure(of)
        return ReleasedRow(area.code, item, "", figure(counted), whole, shown_share(figure(counted), whole))

    def section(
        self,
        choice: Choice | None,
        card: Card = NEEDS,
        own: tuple[Area, ...] = (NORTHMOOR,),
        elsewhere: Elsewhere | None = None,
    ) -> Section:
        view = AreaView(NORTHMOOR, own, self.read)
        setting = Setting(WORDING, choice, elsewhere or Elsewhere())
        return area_section(view, FACTS, card, Breakdown.NONE, setting)


def beside(area: Area) -> Choice:
    return Choice("x", NAMES.get(area, area.code), (area,))


def release(northmoor: int = 95, other: int = 95) -> Release:
    everybody = (FELLSIDE, HARBOURSIDE, ENGLAND, REGION, BOARD)
    return Release(
        {NORTHMOOR: northmoor, **dict.fromkeys(everybody, other)},
        needs_by_group={
            NORTHMOOR: {"condition": (600, 1200), "education": (None, 1200)},
            **{area: {"condition": (400, 1000), "education": (50, 1000)} for area in everybody},
        },
        ehc_plans_by_need={
            NORTHMOOR: {"asd": (400, 1000)},
            **{area: {"asd": (300, 1000)} for area in (FELLSIDE, HARBOURSIDE, ENGLAND, REGION)},
        },
        ehc_plans_within_20_weeks={NORTHMOOR: {"": (40, 100)}, ENGLAND: {"": (700, 1000)}},
    )


def told(section: Section) -> tuple[str, ...]:
    return tuple(line.compared for line in section.lines)


@pytest.mark.parametrize("area", [ENGLAND, REGION])
def test_an_area_is_compared_with_what_was_chosen_and_its_share_and_interval_stand_beside(area: Area) -> None:
    made = release().section(beside(area))
    assert made.beside == NAMES[area]
    line = made.lines[0]
    assert line.beside is not None
    assert (line.compared, line.beside.text, line.beside_interval) == ("Higher", "40.0%", "37.0 to 43.1")
    assert any(NAMES[area] in note and "same release" in note for note in made.notes)


def test_a_figure_that_is_hidden_stays_hidden_and_is_compared_with_none() -> None:
    line = release().section(beside(REGION)).lines[1]
    assert (line.row.share.text, line.compared) == ("[c]", "")


def test_a_share_that_is_hidden_where_it_is_beside_stays_hidden() -> None:
    held = release()
    held.measures["needs_by_group"][REGION] = {"condition": (None, 1000), "education": (50, 1000)}
    held.measures["needs_by_group"][NORTHMOOR] = {"condition": (600, 1200), "education": (100, 1200)}
    first, second = held.section(beside(REGION)).lines
    assert first.beside is not None
    assert (first.compared, first.beside.text) == ("", "[c]")
    assert second.compared == "Higher"


def test_beside_nothing_nothing_is_compared() -> None:
    made = release().section(None)
    assert (made.beside, made.compares, made.notes) == ("", False, ())


@pytest.mark.parametrize(("northmoor", "other"), [(79, 95), (95, 79), (79, 79)])
def test_nothing_is_compared_where_either_has_asked_at_fewer_than_four_fifths(northmoor: int, other: int) -> None:
    made = release(northmoor, other).section(beside(REGION))
    assert (told(made), made.beside) == (("", ""), "")
    assert all(bar.beside is None for chart in made.charts for bar in chart.bars)
    assert ["fewer than 80%" in note for note in made.notes] == [True]
    assert ("Northmoor" if northmoor < 80 else "Northern Marches") in made.notes[0]


def test_at_four_fifths_of_both_they_are_compared() -> None:
    assert told(release(80, 80).section(beside(REGION))) == ("Higher", "")


def test_where_completeness_itself_is_hidden_nothing_is_compared() -> None:
    held = release()
    held.measures["capture_completeness"][NORTHMOOR] = {"": (None, 100)}
    assert told(held.section(beside(REGION))) == ("", "")


@pytest.mark.parametrize("area", [FELLSIDE, BOARD])
def test_an_area_that_is_not_the_readers_is_compared_with_on_nothing_of_ours(area: Area) -> None:
    made = release().section(beside(area))
    assert told(made) == ("", "")
    assert made.lines[0].beside is None
    assert ["that you may see" in note for note in made.notes] == [True]
    given = release().section(beside(area), own=(NORTHMOOR, area))
    assert told(given) == ("Higher", "")


def test_what_others_have_published_is_everybodys_and_hangs_on_no_completeness() -> None:
    made = release(10, 10).section(beside(FELLSIDE), PLANS)
    assert told(made) == ("Higher",)
    assert made.notes == (f"Source: {PLANS.source}.", AS_PUBLISHED)


def test_better_and_worse_are_said_of_time_limits_alone() -> None:
    assert told(release().section(england_choice("England"), IN_TIME)) == ("Worse",)
    assert release().section(england_choice("England"), IN_TIME).timely
    brought = CARDS["was_not_brought"]
    held = release()
    held.measures["was_not_brought"] = held.measures["needs_by_group"]
    made = held.section(beside(REGION), brought)
    assert brought.direction.value == "less is better"
    assert (told(made), made.timely) == (("Higher", ""), False)


class TestNeighbours:
    def test_a_group_is_the_sum_of_the_shown_figures_of_those_that_may_be_read(self) -> None:
        held = release()
        held.measures["ehc_plans_by_need"] = {
            NORTHMOOR: {"asd": (400, 1000)},
            FELLSIDE: {"asd": (300, 1000)},
            HARBOURSIDE: {"asd": (40, 200)},
        }
        made = held.section(NEIGHBOURS, PLANS)
        assert made.lines[0].beside is not None
        assert made.lines[0].beside.percent == Decimal("28.3")
        assert any("of 2 of 2 are put together" in note for note in made.notes)

    def test_of_our_own_figures_those_of_the_readers_own_areas_alone_are_in_it(self) -> None:
        held = release()
        held.measures["needs_by_group"][HARBOURSIDE] = {"condition": (900, 1000)}
        made = held.section(NEIGHBOURS, own=(NORTHMOOR, FELLSIDE))
        assert made.lines[0].beside is not None
        assert made.lines[0].beside.text == "40.0%"
        assert any("of 1 of 2 are put together" in note for note in made.notes)

    def test_one_that_has_asked_too_seldom_is_left_out_and_named(self) -> None:
        held = release()
        held.measures["capture_completeness"][FELLSIDE] = {"": (60, 100)}
        made = held.section(NEIGHBOURS, own=(NORTHMOOR, FELLSIDE, HARBOURSIDE))
        assert made.beside == "Neighbours"
        assert any(note.startswith("Not compared with Fellside") for note in made.notes)


def test_what_is_for_a_providers_own_people_is_compared_with_nobody() -> None:
    held = release()
    held.measures["form_seconds"] = {NORTHMOOR: {"under_60": (600, 1200)}, ENGLAND: {"under_60": (100, 1200)}}
    made = held.section(england_choice("England"), CARDS["form_seconds"])
    assert (told(made), made.notes) == (("",), ())


class TestDrawing:
    def test_a_stroke_stands_where_it_is_compared_and_the_axis_names_it(self) -> None:
        held = release()
        held.measures["needs_by_group"][NORTHMOOR] = {"condition": (600, 1200), "education": (100, 1200)}
        (chart,) = held.section(beside(REGION)).charts
        assert [bar.beside for bar in chart.bars] == [40.0, 5.0]
        assert chart.axis == "% of those asked; the upright stroke is Northern Marches"
        (alone,) = held.section(None).charts
        assert alone.axis == "% of those asked"

    def test_a_drawing_says_of_which_release_and_area_and_beside_what_it_is(self) -> None:
        held = release()
        held.measures["needs_by_group"][NORTHMOOR] = {"condition": (600, 1200), "education": (100, 1200)}
        charts = [chart for choice in (beside(REGION), NEIGHBOURS, None) for chart in held.section(choice).charts]
        ofs = {chart.of[1:] for chart in charts}
        assert ofs == {("local_authority", "ZE901", key) for key in ("x", "neighbours", "")}

    def test_what_is_drawn_ahead_is_what_a_page_shows_where_nothing_was_chosen(self) -> None:
        held = release()
        held.measures["needs_by_group"][NORTHMOOR] = {"condition": (600, 1200), "education": (100, 1200)}
        keys = (TableKey("needs_by_group", "local_authority", "none"),)
        ahead = {
            chart
            for each in all_sections(FACTS, keys, held.read, {"needs_by_group": NEEDS}, WORDING)
            for chart in each.charts
        }
        assert ahead.issuperset(held.section(england_choice("England")).charts)
        assert ahead


class TestRates:
    def elsewhere(self, *areas: Area) -> Elsewhere:
        rows = [Population(each.code, "", each.level, 2025, 0, 25, "persons", Decimal(40_000)) for each in areas]
        return Elsewhere(populations=Populations(tuple(rows)))

    def test_released_figures_are_told_per_ten_thousand_residents(self) -> None:
        made = release().section(beside(REGION), elsewhere=self.elsewhere(NORTHMOOR, REGION)).rates
        assert made is not None
        first, second = made.lines
        assert (first.rate.text, first.residents, first.compared) == ("150.0", "40,000", "Higher")
        assert first.beside is not None
        assert first.beside.text == "100.0"
        assert (second.rate.text, second.rate.interval, second.compared) == ("[c]", "", "")
        assert any("rounded to the nearest 5" in note for note in made.notes)
        assert made.notes[-1].endswith("2025.")

    def test_all_areas_counted_here_are_not_england_and_have_no_rate(self) -> None:
        made = release().section(england_choice("England"), elsewhere=self.elsewhere(NORTHMOOR, ENGLAND)).rates
        assert made is not None
        assert (made.beside, made.lines[0].beside) == ("", None)
        plans = release().section(england_choice("England"), PLANS, elsewhere=self.elsewhere(NORTHMOOR, ENGLAND)).rates
        assert plans is not None
        assert (plans.beside, plans.lines[0].compared) == ("England", "Higher")
        assert not any("rounded" in note for note in plans.notes)

    def test_rates_are_not_compared_below_four_fifths_either(self) -> None:
        made = release(79).section(beside(REGION), elsewhere=self.elsewhere(NORTHMOOR, REGION)).rates
        assert made is not None
        assert (made.beside, made.lines[0].rate.text) == ("", "150.0")

    def test_neighbours_whose_figure_or_residents_are_not_known_are_left_out_of_their_rate(self) -> None:
        held = release()
        held.measures["ehc_plans_by_need"][HARBOURSIDE] = {"asd": (None, 1000)}
        of = self.elsewhere(NORTHMOOR, FELLSIDE, HARBOURSIDE)
        for known in (of, self.elsewhere(NORTHMOOR, FELLSIDE)):
            made = held.section(NEIGHBOURS, PLANS, elsewhere=known).rates
            assert made is not None
            assert made.lines[0].beside is not None
            assert made.lines[0].beside.text == "75.0"

    def test_without_residents_and_for_other_measures_there_are_none(self) -> None:
        assert release().section(beside(REGION)).rates is None
        assert release().section(beside(REGION), elsewhere=self.elsewhere(REGION)).rates is None
        held = release()
        held.measures["asked"] = held.measures["needs_by_group"]
        assert held.section(beside(REGION), CARDS["asked"], elsewhere=self.elsewhere(NORTHMOOR)).rates is None
