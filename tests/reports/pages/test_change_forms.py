"""The forms and the list of changes of services: what is kept of what was typed, and where it stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.identity import Identity, shown
from app.reports.card import Lens, Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.measures import CARDS
from app.reports.pages.change_forms import (
    NOT_OFFERED,
    TypedChange,
    Wrong,
    change_forms,
    change_lines,
    place_of_fault,
)

ORDER = ("caseload", "needs_by_group", "was_not_brought")
DETAILS = ChangeDetails("Reminders are sent", date(2026, 4, 1), "Marek Novak, service manager", ("was_not_brought",))


def change(number: int, details: ChangeDetails = DETAILS) -> ServiceChange:
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    return ServiceChange(Identity(number), 1, Level.LOCAL_AUTHORITY, "ZE901", details, at, Identity(2))


def typed(**fields: Any) -> TypedChange:
    """The change as a form shows it, some fields otherwise."""
    return replace(TypedChange.of(DETAILS), **fields)


class TestWhatIsTyped:
    def test_what_a_form_shows_of_a_change_reads_back_as_it(self) -> None:
        assert TypedChange.of(DETAILS).details(ORDER, (), ORDER) == (DETAILS, {})

    def test_measures_stand_in_the_order_of_their_cards(self) -> None:
        details, _ = typed(measures=("was_not_brought", "caseload")).details(ORDER, (), ORDER)
        assert details is not None
        assert details.measures == ("caseload", "was_not_brought")

    def test_white_space_is_one_space_and_none_at_the_ends(self) -> None:
        details, _ = typed(what="  Reminders\r\nare \u2028 sent ", owner=f" {DETAILS.owner} ").details(ORDER, (), ORDER)
        assert details == DETAILS

    @pytest.mark.parametrize("measures", [("nothing",), ("caseload", "nothing"), ("nothing", "<b>")])
    def test_a_measure_without_a_box_is_refused(self, measures: tuple[str, ...]) -> None:
        assert typed(measures=measures).details(ORDER, (), ORDER) == (None, {"measures": NOT_OFFERED})

    def test_what_it_bears_on_that_has_no_box_here_stays_so(self) -> None:
        details, faults = typed(measures=("caseload",)).details(("caseload",), ("gone", "was_not_brought"), ORDER)
        assert faults == {}
        assert details is not None
        assert details.measures == ("caseload", "was_not_brought", "gone")

    def test_every_field_is_judged_at_once(self) -> None:
        details, faults = TypedChange().details(ORDER, (), ORDER)
        assert details is None
        assert list(faults) == ["what", "began", "owner", "measures"]


class TestForms:
    def test_each_change_has_one_and_a_new_one_comes_last(self) -> None:
        forms = list(change_forms([change(5), change(6)], None))
        assert [form.change and form.change.id for form in forms] == [5, 6, None]
        assert [form.prefix for form in forms] == [f"{shown(Identity(5))}-", f"{shown(Identity(6))}-", "new-"]
        assert [form.open for form in forms] == [False, False, True]
        assert [form.typed for form in forms] == [TypedChange.of(DETAILS)] * 2 + [TypedChange()]

    def test_what_was_typed_wrong_stays_in_its_own_form(self) -> None:
        wrong = Wrong({"owner": "Name them."}, Identity(6), typed(owner=""))
        first, second, new = change_forms([change(5), change(6)], wrong)
        assert (second.typed, second.faults, second.open) == (wrong.typed, wrong.faults, True)
        for other in (first, new):
            assert other.faults == {}
        assert (first.typed, first.open, new.typed) == (TypedChange.of(DETAILS), False, TypedChange())

    def test_what_was_typed_of_a_new_one_stays_in_its_form(self) -> None:
        wrong = Wrong({"owner": "Name them."}, None, typed(owner=""))
        *_, new = change_forms([change(5)], wrong)
        assert (new.typed, new.faults) == (wrong.typed, wrong.faults)

    def test_what_was_typed_of_one_that_stands_no_longer_is_kept_in_that_of_a_new_one(self) -> None:
        wrong = Wrong({}, Identity(9), typed(), "Somebody withdrew it.")
        first, new = change_forms([change(5)], wrong)
        assert (new.typed, first.open) == (typed(), False)

    def test_one_that_was_not_withdrawn_keeps_its_words(self) -> None:
        first, _ = change_forms([change(5)], Wrong({"withdraw": "Tick it."}, Identity(5)))
        assert (first.typed, first.faults, first.open) == (TypedChange.of(DETAILS), {"withdraw": "Tick it."}, True)

    def test_the_answer_says_whether_somebody_was_there_first(self) -> None:
        assert Wrong({"what": "Say what changed."}, meanwhile="").status == 422
        assert Wrong({}, Identity(5), typed(), "Somebody changed it.").status == 409


class TestList:
    def test_one_that_begins_after_today_is_planned(self) -> None:
        for today, planned in ((date(2026, 3, 31), True), (date(2026, 4, 1), False), (date(2026, 4, 2), False)):
            assert change_lines([change(5)], today, (), ())[0].planned is planned

    def test_measures_for_the_reader_are_named_and_those_here_have_a_page(self) -> None:
        details = ChangeDetails("x", date(2026, 4, 1), "y", ("was_not_brought", "form_seconds", "caseload"))
        cards = [CARDS["caseload"], CARDS["needs_by_group"], CARDS["was_not_brought"]]
        (line,) = change_lines([change(5, details)], date(2026, 4, 1), cards, {"caseload"})
        assert line.measures == ((CARDS["caseload"], True), (CARDS["was_not_brought"], False))


def test_a_fault_leads_to_its_first_field() -> None:
    lenses = [(Lens.PROFILE, [CARDS["caseload"], CARDS["needs_by_group"]])]
    names = ("what", "began", "owner", "measures", "withdraw")
    places = ["what", "began-day", "owner", "measure-caseload", "withdraw"]
    assert [place_of_fault(name, lenses) for name in names] == places
