"""A measure before and after a change of a service: which quarters, and what may be said of their figures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.released.figure import HIDDEN_SHARE, Share, Standing
from app.reports.changes import ServiceChange
from app.reports.elsewhere.cards import EDUCATION_CARDS, PUBLISHED
from app.reports.measures import CARDS
from app.reports.pages.changed import (
    BY_INTERVALS,
    CAUTION,
    NONE_SHOWN,
    Changed,
    Judgement,
    asked_too_seldom,
    before_and_after,
    change_cells,
    change_words,
    changed,
    changes_about,
    judged,
)
from app.reports.pages.quarters import Quarterly
from app.reports.profiles import PROFILES
from tests.reports.pages.in_time import TODAY, TOO_FEW, change, facts, quarterly, row, table, timeline

LOWER, HIGHER, NEITHER, NEVER = Judgement.LOWER, Judgement.HIGHER, Judgement.NO_CLEAR_CHANGE, Judgement.NOT_COMPARED
OPPOSITE = {LOWER: HIGHER, HIGHER: LOWER, NEITHER: NEITHER, NEVER: NEVER}


class TestJudgement:
    @pytest.mark.parametrize(
        ("before", "after", "judgement"),
        [
            # By hand, Wilson: 5 of 20 is 11.2 to 46.9, 10 of 20 is 29.9 to 70.1, 15 of 20 is 53.1 to 88.8.
            ((5, 20), (10, 20), NEITHER),
            ((10, 20), (15, 20), NEITHER),
            ((5, 20), (15, 20), HIGHER),
            ((15, 20), (5, 20), LOWER),
            ((10, 20), (10, 20), NEITHER),
            # 0 of 50 is 0.0 to 7.1 (3.8415 / 53.8415), 10 of 50 is 11.2 to 33.0; 5 of 50 is 4.3 to 21.4.
            ((0, 50), (10, 50), HIGHER),
            ((0, 50), (5, 50), NEITHER),
            # 15 of 20 is 53.1 to 88.8, 60 of 60 is 94.0 to 100; but 17 of 18 is more than 58 of 62.
            ((15, 20), (60, 60), NEITHER),
        ],
    )
    def test_shares_are_judged_by_their_intervals(
        self, before: tuple[int, int], after: tuple[int, int], judgement: Judgement
    ) -> None:
        assert judged(quarterly(*before), quarterly(*after)) is judgement

    def test_intervals_that_touch_are_no_clear_change(self) -> None:
        def share(number: int, lower: str, upper: str) -> Quarterly:
            made = quarterly(number, 1000)
            assert made.row is not None
            held = Share(Standing.ROUNDED, Decimal(50), Decimal(lower), Decimal(upper))
            return replace(made, row=replace(made.row, share=held))

        assert judged(share(450, "40.0", "50.0"), share(550, "50.0", "60.0")) is NEITHER
        assert judged(share(450, "40.0", "50.0"), share(550, "50.1", "60.0")) is HIGHER

    @pytest.mark.parametrize(
        ("before", "after", "judgement"),
        [
            (100, 100, NEITHER),
            (100, 105, NEITHER),
            (105, 100, NEITHER),
            (100, 110, HIGHER),
            (110, 100, LOWER),
            (0, 5, HIGHER),
            (0, 0, NEITHER),
        ],
    )
    def test_numbers_are_judged_by_what_rounding_can_make(self, before: int, after: int, judgement: Judgement) -> None:
        """100 and 105 may each be off by 2.5; nobody and 5 cannot: zero is exact."""
        assert judged(quarterly(before), quarterly(after)) is judgement

    def test_exact_numbers_of_others_are_off_by_nothing(self) -> None:
        one, other = (quarterly(each, profile=PUBLISHED) for each in (736, 737))
        assert judged(one, other) is HIGHER
        assert judged(one, one) is NEITHER

    @given(st.sampled_from([None, "x"]), st.integers(0, 60), st.sampled_from([None, 300]))
    def test_what_is_not_shown_is_never_judged(self, hidden: str | None, number: int, of: int | None) -> None:
        shown = quarterly(5 * number, of)
        for gap in (quarterly(hidden, of), quarterly(hidden), Quarterly("2026-Q2")):
            assert judged(gap, shown) is judged(shown, gap) is judged(gap, gap) is NEVER

    def test_a_share_without_an_interval_and_one_that_is_hidden_beside_its_count_are_never_judged(self) -> None:
        shown = quarterly(600, 1235)
        assert shown.row is not None
        for share in (HIDDEN_SHARE, Share(Standing.EXACT, Decimal("48.6"))):
            bare = replace(shown, row=replace(shown.row, share=share))
            assert judged(shown, bare) is judged(bare, shown) is NEVER

    @given(st.data())
    def test_a_judgement_turned_round_is_its_opposite(self, data: st.DataObject) -> None:
        def drawn() -> Quarterly:
            of = data.draw(st.sampled_from([None, *range(5, 400, 5)]))
            most = 80 if of is None else of // 5
            number = data.draw(st.one_of(st.none(), st.integers(0, most).map(lambda each: 5 * each)))
            return quarterly(number, of, profile=data.draw(st.sampled_from([*PROFILES, PUBLISHED])))

        one, other = drawn(), drawn()
        assert judged(one, other) is OPPOSITE[judged(other, one)]

    @pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
    def test_no_share_is_said_to_differ_by_what_rounding_alone_can_make(self, profile: object) -> None:
        """Whatever the counts behind two shares are, those said to differ do so, in the same direction."""
        behind = PROFILES[profile.key].behind  # type: ignore[attr-defined]
        made = [(number, of) for of in (20, 60, 140) for number in range(0, of + 1, 5)]
        for before in made:
            for after in made:
                if judged(quarterly(*before), quarterly(*after)) is HIGHER:
                    most = min(1, behind(before[0])[1] / behind(before[1])[0])
                    least = behind(after[0])[0] / behind(after[1])[1]
                    assert most < least, (before, after)


def released(*periods: str) -> list[Quarterly]:
    return [Quarterly(each, each) for each in periods]


class TestBeforeAndAfter:
    @pytest.mark.parametrize(
        ("began", "before", "after"),
        [
            (date(2026, 2, 3), "2025-Q4", "2026-Q3"),
            (date(2026, 1, 1), "2025-Q4", "2026-Q3"),
            (date(2025, 12, 31), "2025-Q3", "2026-Q3"),
            (date(2026, 6, 30), "2026-Q1", "2026-Q3"),
            (date(2026, 7, 1), "2026-Q2", "2026-Q3"),
            (date(2026, 7, 2), "2026-Q2", None),
            (date(2027, 1, 1), "2026-Q3", None),
            (date(2025, 8, 1), None, "2026-Q3"),
            (date(2025, 7, 1), None, "2026-Q3"),
        ],
    )
    def test_the_last_that_ended_before_it_and_the_latest_that_began_since(
        self, began: date, before: str | None, after: str | None
    ) -> None:
        quarters = released("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
        found = before_and_after(began, quarters)
        assert tuple(each and each.period for each in found) == (before, after)

    def test_of_no_quarters_there_is_none(self) -> None:
        assert before_and_after(TODAY, []) == (None, None)

    def test_a_year_of_others_figures_that_the_change_lies_in_is_neither(self) -> None:
        years = [Quarterly(each, "2026-Q3", PUBLISHED) for each in ("2023", "2024", "2025")]
        found = before_and_after(date(2024, 5, 1), years)
        assert tuple(each and each.period for each in found) == ("2023", "2025")
        january = [Quarterly(each, "2026-Q3", PUBLISHED) for each in ("202324", "202425")]
        found = before_and_after(date(2024, 5, 1), january)
        assert tuple(each and each.words for each in found) == ("January 2024", "January 2025")

    @given(
        st.lists(st.integers(2015, 2030), unique=True), st.integers(1, 4), st.dates(date(2014, 1, 1), date(2031, 1, 1))
    )
    def test_no_day_of_a_quarter_before_is_of_the_change_and_none_of_one_after_is_of_before(
        self, years: list[int], number: int, began: date
    ) -> None:
        quarters = released(*(f"{year}-Q{number}" for year in years))
        before, after = before_and_after(began, quarters)
        assert before is None or before.last < began
        assert after is None or after.first >= began
        whole = [each for each in quarters if each.last < began or each.first >= began]
        assert (before is None and after is None) is (not whole)


class TestAskedTooSeldom:
    def test_below_four_fifths_or_where_it_is_not_shown_a_quarter_is_named(self) -> None:
        quarters = [quarterly(5, 20, period=f"2026-Q{at}") for at in (1, 2, 3, 4)]
        complete = {
            "2026-Q1": timeline([table("needs", "2026-Q1")]).complete["2026-Q1"],
            "2026-Q2": TOO_FEW,
            "2026-Q3": HIDDEN_SHARE,
        }
        assert asked_too_seldom("needs", quarters, complete) == (
            "April to June 2026",
            "July to September 2026",
            "October to December 2026",
        )

    def test_figures_of_others_and_the_share_itself_do_not_hang_on_it(self) -> None:
        assert asked_too_seldom("ehc_plans_by_need", [quarterly(5, profile=PUBLISHED)], {}) == ()
        assert asked_too_seldom("capture_completeness", [quarterly(5, 20)], {}) == ()


class TestChanged:
    BEGAN = date(2026, 5, 4)

    def made(self, *counted: tuple[int | None, int] | None, complete: object = None, began: date = BEGAN) -> Changed:
        tables = [
            table("needs", f"2026-Q{at}", *([] if each is None else [row("", *each)]))
            for at, each in enumerate(counted, 1)
        ]
        return changed((1, change(began)), timeline(tables, complete=complete), ("",))  # type: ignore[arg-type]

    def test_figures_stand_side_by_side_with_what_can_be_said_of_them(self) -> None:
        told = self.made((5, 20), (20, 20), (15, 20))
        assert told.words == "A second physiotherapist, began 4 May 2026"
        assert told.owner == "Ann Brook, head of therapies"
        assert told.caption == "Before: January to March 2026. After: July to September 2026."
        assert told.head == (
            *("Before: children", "Before: share (95% interval)", "After: children", "After: share (95% interval)"),
            "After it",
        )
        assert told.rows == (
            (
                "Children with a recorded need",
                "5 of 20",
                "25.0% (11.2 to 46.9)",
                "15 of 20",
                "75.0% (53.1 to 88.8)",
                "Higher",
            ),
        )
        assert (told.lacking, told.notes) == ("", ())

    def test_a_hidden_figure_stays_hidden_and_is_compared_with_none(self) -> None:
        for counted in (((None, 20), (5, 20), (15, 20)), ((15, 20), (5, 20), (None, 20)), ((15, 20), (5, 20), None)):
            told = self.made(*counted)
            assert [line.judgement for line in told.lines] == [NEVER]
            assert told.rows[0][-1] == "Not compared"
            assert told.notes == ("Not compared: where a figure is not shown, or no interval of it is known.",)

    def test_where_too_little_was_captured_in_either_nothing_is_judged_and_it_is_said_why(self) -> None:
        enough = timeline([table("needs", "2026-Q1")]).complete["2026-Q1"]
        for low in ("2026-Q1", "2026-Q3"):
            complete = {"2026-Q1": enough, "2026-Q2": TOO_FEW, "2026-Q3": enough, low: TOO_FEW}
            told = self.made((5, 20), (5, 20), (15, 20), complete=complete)
            assert [line.judgement for line in told.lines] == [NEVER]
            assert told.rows[0][1:5] == ("5 of 20", "25.0% (11.2 to 46.9)", "15 of 20", "75.0% (53.1 to 88.8)")
            assert "fewer than 80% of contacts" in told.notes[0]
        assert "Q2" not in str(self.made((5, 20), (5, 20), (15, 20), complete={"2026-Q1": enough, "2026-Q3": enough}))

    @pytest.mark.parametrize(
        ("began", "lacking"),
        [
            (date(2026, 9, 30), "No quarter after it has been released yet."),
            (date(2026, 3, 1), "No quarter that ended before it was released."),
            (
                date(2020, 3, 1),
                "No quarter that ended before it was released.",
            ),
        ],
    )
    def test_where_there_is_no_such_quarter_it_says_so(self, began: date, lacking: str) -> None:
        told = self.made((5, 20), (5, 20), (15, 20), began=began)
        assert (told.lines, told.lacking) == ((), lacking)

    def test_of_one_quarter_alone_both_are_lacking(self) -> None:
        told = self.made((5, 20), began=date(2026, 2, 1))
        assert (
            told.lacking == "No quarter that ended before it was released. No quarter after it has been released yet."
        )

    def test_of_counts_there_are_no_shares(self) -> None:
        tables = [table("caseload", f"2026-Q{at}", row("", counted)) for at, counted in ((1, 100), (3, 110))]
        told = changed((2, change(self.BEGAN)), timeline(tables), ("",))
        assert told.head == ("Before: children", "After: children", "After it")
        assert told.rows == (("Children on the caseload", "100", "110", "Higher"),)

    def test_a_measure_that_shows_nothing_says_so(self) -> None:
        tables = [table("needs", f"2026-Q{at}", row("", None, 20)) for at in (1, 3)]
        assert changed((1, change(self.BEGAN)), timeline(tables), ()).lacking == NONE_SHOWN

    def test_years_of_others_are_named_and_need_no_completeness(self) -> None:
        card = EDUCATION_CARDS["ehc_plans_by_age_and_sex"]
        tables = [
            table(card.key, period, row("", counted), profile=PUBLISHED, year=year)
            for period, year, counted in (
                ("2025-Q4", "202425", 700),
                ("2026-Q1", "202526", 737),
                ("2026-Q2", "202526", 738),
            )
        ]
        told = changed((1, change(date(2025, 6, 1))), timeline(tables, card, {}), ("",))
        assert told.caption == "Before: January 2025. After: January 2026."
        assert [line.cells(shares=False) for line in told.lines] == [("700", "738", "Higher")]
        assert changed((1, change(TODAY)), timeline(tables, card, {}), ("",)).lacking.startswith("No year after it")

    def test_other_versions_of_what_is_counted_are_named(self) -> None:
        tables = [table("needs", f"2026-Q{at}", row("", 5, 20)) for at in (1, 3)]
        of_release = {"2026-Q1": facts("2026-Q1"), "2026-Q3": facts("2026-Q3", "2", "November 2026")}
        told = changed((1, change(self.BEGAN)), timeline(tables, released=of_release), ("",))
        assert told.notes == (
            "The version of the definitions was another: 1 before, 2 after.",
            "The reference set was another: May 2026 before, November 2026 after.",
        )


class TestWords:
    def test_a_change_is_told_with_its_day_as_begun_or_as_planned(self) -> None:
        begun = change(date(2026, 2, 3), what="A clinic in\r\nthe evening.  ")
        assert change_words(begun, TODAY) == "A clinic in the evening, began 3 February 2026"
        planned = change(TODAY + timedelta(days=1), what="More")
        assert change_words(planned, TODAY) == "More, begins 1 December 2026"
        assert change_cells(planned, "Needs", TODAY) == (
            *("More", "Begins 01-Dec-2026", "Ann Brook, head of therapies", "Needs"),
        )

    def test_those_that_name_a_measure_are_numbered_from_the_earliest(self) -> None:
        days = ((date(2026, 3, 1), "needs"), (date(2025, 3, 1), "caseload"), (date(2025, 1, 1), "needs"))
        changes: list[ServiceChange] = [change(day, key, place=place) for place, (day, key) in enumerate(days)]
        assert changes_about("needs", changes) == ((1, changes[2]), (2, changes[0]))
        assert changes_about("asked", changes) == ()

    def test_nothing_says_that_a_change_caused_anything(self) -> None:
        assert "do not show that the change caused" in CAUTION
        assert "twelve months" in CAUTION
        assert "do not overlap" in BY_INTERVALS
        assert CARDS["needs"].unit == "children"
