"""The states of a referral's waiting time: our extension of EpisodeOfCare for each, as R4 has no element for them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.clinical.referral import WaitingTime
from app.clinical.referral_checks import waiting_problems
from app.fhir.mapping.item_answers import (
    Placed,
    code_extension,
    code_given,
    day_extension,
    day_given,
    organisation_extension,
    organisation_given,
    placed,
    text_extension,
    text_given,
    time_extension,
    time_given,
)
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.systems import extension_url

_WAITING: Final = "waiting"
_TYPE: Final = "waiting.measurement_type"
_STARTED_ON: Final = "waiting.started_on"
_STARTED_AT: Final = "waiting.started_at"
_ENDED_ON: Final = "waiting.ended_on"
_ENDED_AT: Final = "waiting.ended_at"
_STATUS: Final = "waiting.status"
_BOOKING: Final = "waiting.booking_reference"
_PATHWAY: Final = "waiting.pathway"
_ISSUER: Final = "waiting.pathway_issuer"


def waiting_from_episode(resource: Resource, findings: Findings, today: date) -> tuple[WaitingTime, ...]:
    """The states of the waiting time, in their order; what breaks a rule of the core is wrong at its extension."""
    said = [each for each in placed(resource, "extension") if each[1].get("url") == extension_url(_WAITING)]
    found = tuple(_state(each, findings) for each in said)
    for problem in waiting_problems(found, today):
        place = int(problem.item.removeprefix("waiting[").partition("]")[0])
        findings.wrong(said[place][0], problem.message)
    return found


def _state(said: Placed, findings: Findings) -> WaitingTime:
    path, extension = said
    inner = Findings(f"{findings.place}.{path}", findings.problems)
    return WaitingTime(
        code_given(extension, _TYPE, inner),
        day_given(extension, _STARTED_ON, inner),
        time_given(extension, _STARTED_AT),
        day_given(extension, _ENDED_ON, inner),
        time_given(extension, _ENDED_AT),
        code_given(extension, _STATUS, inner),
        text_given(extension, _BOOKING, inner),
        text_given(extension, _PATHWAY, inner),
        organisation_given(extension, _ISSUER, inner),
    )


def waiting_extensions(waiting: Iterable[WaitingTime]) -> list[Resource]:
    """Our extension for each state."""
    return [{"url": extension_url(_WAITING), "extension": _parts(each)} for each in waiting]


def _parts(state: WaitingTime) -> list[Resource]:
    return [
        *code_extension(_TYPE, state.measurement_type),
        *day_extension(_STARTED_ON, state.started_on),
        *([] if state.started_at is None else time_extension(_STARTED_AT, state.started_at)),
        *day_extension(_ENDED_ON, state.ended_on),
        *([] if state.ended_at is None else time_extension(_ENDED_AT, state.ended_at)),
        *code_extension(_STATUS, state.status),
        *text_extension(_BOOKING, state.booking_reference),
        *text_extension(_PATHWAY, state.pathway),
        *organisation_extension(_ISSUER, state.pathway_issuer),
    ]
