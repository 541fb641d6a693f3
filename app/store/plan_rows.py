"""What was planned, measured and timed at an encounter as values of columns, both ways.

Lists lie in their order in one column of text, joined by commas, which no value of theirs holds: codes of the NHS Data
Dictionary, ODS codes and the values of enums.
"""

from typing import Any

from app.clinical.encounter import Encounter
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.timing import InputMode, Timing
from app.store.prepared import Row

# A look-up in a plain mapping costs a tenth of calling the enum.
_RECIPIENTS: dict[str, Recipient] = {each.value: each for each in Recipient}
_SHARING: dict[str, Sharing] = {each.value: each for each in Sharing}
_TESTS: dict[str, RequestedTest] = {each.value: each for each in RequestedTest}
_MODES: dict[str, InputMode] = {each.value: each for each in InputMode}
SAFEGUARDING_CHECKS: dict[Any, SafeguardingCheck | None] = {
    None: None,
    **{each.value: each for each in SafeguardingCheck},
}


def plan_values(encounter: Encounter) -> list[Any]:
    """The columns of table encounter from weight_grams to input_mode."""
    growth, timing = encounter.growth or Growth(), encounter.timing
    return [
        growth.weight_grams,
        growth.height_millimetres,
        growth.head_circumference_millimetres,
        ",".join([f"{each.to}@{each.organisation or ''}" for each in encounter.onward_referrals]) or None,
        ",".join([f"{each.recipient}:{each.sharing}" for each in encounter.copies]) or None,
        ",".join(encounter.tests_requested) or None,
        encounter.safeguarding_check,
        *(_timing_values(timing) if timing else (None,) * 7),
    ]


def _timing_values(timing: Timing) -> tuple[object, ...]:
    return (
        timing.started_at,
        timing.first_input_at,
        timing.submitted_at,
        timing.items_added,
        timing.items_confirmed,
        timing.items_carried,
        timing.input_mode,
    )


def growth_from_columns(columns: Row) -> Growth | None:
    """From weight_grams, height_millimetres and head_circumference_millimetres; None when nothing was measured."""
    weight, height, head = columns
    return None if weight is None and height is None and head is None else Growth(weight, height, head)


def onward_referrals_from_text(text: str | None) -> tuple[OnwardReferral, ...]:
    """From column onward_referrals: `14@RXX01,30@` is one to team type 14 at RXX01 and one to 30, wherever that is."""
    if text is None:
        return ()
    split = [each.partition("@") for each in text.split(",")]
    return tuple([OnwardReferral(to, organisation or None) for to, _, organisation in split])


def copies_from_text(text: str | None) -> tuple[LetterCopy, ...]:
    """From column copies: `gp:agreed,school:declined`."""
    if text is None:
        return ()
    split = [each.partition(":") for each in text.split(",")]
    return tuple([LetterCopy(_RECIPIENTS[recipient], _SHARING[sharing]) for recipient, _, sharing in split])


def tests_from_text(text: str | None) -> tuple[RequestedTest, ...]:
    """From column tests_requested: `blood,mri_brain`."""
    return () if text is None else tuple([_TESTS[each] for each in text.split(",")])


def timing_from_columns(columns: Row) -> Timing | None:
    """From the seven columns started_at to input_mode; None when the recording was not timed."""
    if columns[0] is None:
        return None
    started_at, first_input_at, submitted_at, added, confirmed, carried, mode = columns
    return Timing(started_at, first_input_at, submitted_at, added, confirmed, carried, _MODES[mode])
