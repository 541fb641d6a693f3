"""What the demonstration's commissioner noted of their authority: a change of its service, and what is to be done."""

from datetime import date, timedelta
from typing import NamedTuple


class ChangePlan(NamedTuple):
    """A change of a service; `measures` are keys of measures."""

    what: str
    began: date
    owner: str
    measures: tuple[str, ...]


class ActionPlan(NamedTuple):
    """Something to be done about a measure, how far it has come, and by when."""

    measure: str
    what: str
    owner: str
    due: date
    progress: str


def noted_change(today: date) -> ChangePlan:
    """A change that began with the last quarter that is over: a quarter was released before it, and one since."""
    return ChangePlan(
        "Children who wait for a diagnosis are seen by two professions on one day",
        _last_quarter(today),
        "Amrit Sandhu, manager of community paediatrics",
        ("wait_diagnosis", "concerns_next_visit"),
    )


def noted_actions(today: date) -> tuple[ActionPlan, ...]:
    """What is to be done, one of it under way."""
    return (
        ActionPlan(
            "wait_diagnosis",
            "Agree with the service how families who wait 18 weeks or longer are told what happens next",
            "Philippa Thorne, head of children's commissioning",
            today + timedelta(days=60),
            "on_track",
        ),
        ActionPlan(
            "school_time",
            "Ask the parent carer forum which visits could be outside school hours",
            "Tessa Okonjo, family engagement lead",
            today + timedelta(days=120),
            "not_started",
        ),
    )


def _last_quarter(today: date) -> date:
    """The first day of the last quarter that is over."""
    years, quarter = divmod(today.year * 4 + (today.month - 1) // 3 - 1, 4)
    return date(years, quarter * 3 + 1, 1)
