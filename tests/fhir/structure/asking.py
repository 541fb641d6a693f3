"""Asking for a verdict, in the short form that tests need."""

import json
from typing import Any

from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import Problem
from app.fhir.structure.r4 import R4

LIMITS = Limits()


def verdict(r4: R4, sent: Any, limits: Limits = LIMITS) -> Checked | tuple[Problem, ...]:
    """The verdict on bytes, or on a value sent as JSON."""
    body = sent if isinstance(sent, bytes) else json.dumps(sent, ensure_ascii=False).encode()
    return checked(body, r4, limits=limits)


def problems(r4: R4, sent: Any, limits: Limits = LIMITS) -> tuple[Problem, ...]:
    """The problems that refuse what is sent; none when it is accepted."""
    found = verdict(r4, sent, limits)
    return () if isinstance(found, Checked) else found


def told(r4: R4, sent: Any, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Code and place of each problem."""
    return [(str(each.code), each.expression) for each in problems(r4, sent, limits)]


def broken(r4: R4, sent: Any) -> list[tuple[str, str]]:
    """Invariant and place of each problem."""
    return [(each.rule, each.expression) for each in problems(r4, sent)]
