"""Which constraints ask for much work."""

import pytest

from app.fhir.terminology.cost import wide_steps
from app.terminology.edition.ecl_parser import parse_constraint


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ("84757009", 0),
        ("<< 84757009 OR < 128188000 OR ^ 84757009", 0),
        ("*", 1),
        ("<< *", 2),
        ("<< (< 84757009)", 1),
        ("^ (< 84757009)", 1),
        ("(<* OR <*) MINUS *", 5),
        ("< (84757009 OR 128188000)", 1),
    ],
)
def test_every_operator_on_a_set_is_counted(expression: str, steps: int) -> None:
    assert wide_steps(parse_constraint(expression)) == steps
