"""What Condition, Observation and DeviceUseStatement say of a need alike, put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, Change, SaidBy, TrafficLight
from app.clinical.professional import Profession
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.listed_codes import codes_listed
from app.fhir.mapping.looking import Findings, Resource, listed, referred
from app.fhir.mapping.need_certainty import held
from app.fhir.mapping.need_concepts import NeedConcept, nameless
from app.fhir.mapping.need_dates import partial
from app.fhir.mapping.need_elements import GROUP
from app.fhir.mapping.need_extensions import (
    CHANGE,
    DIAGNOSED,
    DIAGNOSED_BY,
    OWNED_EXTENSIONS,
    PRIMARY,
    TRAFFIC_LIGHT,
    code_said,
    flag_said,
    value_said,
)
from app.fhir.mapping.need_source import Said
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What each type of resource has in elements of its own: who says so, since when, at which encounter, and when."""

    said: Said
    onset: PartialDate | None = None
    diagnosed: PartialDate | None = None
    encounter: object = None
    on: date | None = None


def need_given(
    resource: Resource,
    which: NeedConcept,
    circumstance: Circumstance,
    *,
    change: NeedChange,
    stated: Certainty | None,
    findings: Findings,
    surroundings: Surroundings,
) -> NeedGiven:
    """The need that a resource speaks of; `stated` is the certainty that it states, if any.

    A traffic light is the family's: where nobody is named, it is they who say so.
    """
    refset, said = surroundings.known.refset, circumstance.said
    sure = held(stated, which, said, change=change, refset=refset, findings=findings)
    light = code_said(resource, TRAFFIC_LIGHT, TrafficLight, findings)
    return NeedGiven(
        change,
        which.concept,
        which.term,
        which.description,
        which.release,
        which.group,
        sure.certainty,
        SaidBy.FAMILY if light is not None and said.named is None else said.by,
        said.professional,
        said.profession,
        onset=circumstance.onset,
        diagnosed=circumstance.diagnosed or partial(value_said(resource, DIAGNOSED)),
        diagnosed_by=code_said(resource, DIAGNOSED_BY, Profession, findings),
        traffic_light=light,
        primary=flag_said(resource, PRIMARY),
        encounter=referred(circumstance.encounter, "Encounter"),
        on=circumstance.on,
        replaced=which.replaced,
        unless_already=sure.unless_already,
        unchanged=code_said(resource, CHANGE, Change, findings) is Change.REVIEWED_UNCHANGED,
    )


def withdrawn(
    resource: Resource,
    which: Iterable[NeedConcept],
    stated: Certainty | None,
    circumstance: Circumstance,
    surroundings: Surroundings,
) -> tuple[NeedGiven, ...]:
    """The needs of a resource that was entered in error: at least one, which may not say which it was.

    What is wrong with such a resource is noted nowhere, as it could not be taken back otherwise.
    """
    silent = Findings("", [])
    needs = tuple(which) or (nameless(surroundings.known),)
    return tuple(
        need_given(
            resource,
            each,
            circumstance,
            change=NeedChange.ENTERED_IN_ERROR,
            stated=stated,
            findings=silent,
            surroundings=surroundings,
        )
        for each in needs
    )


def modified(resource: Resource, findings: Findings) -> bool:
    """Whether a modifier extension that is not ours may turn the meaning round (FHIR R4, Extensibility): it is kept."""
    strange = [each for each in listed(resource, "modifierExtension") if each.get("url") not in OWNED_EXTENSIONS]
    if strange:
        said = "A modifier extension that is not understood may change the meaning: kept, and recorded as no need."
        findings.warn("modifierExtension", said, IssueType.NOT_SUPPORTED)
    return bool(strange)


def check_group(resource: Resource, which: Iterable[NeedConcept], findings: Findings) -> None:
    """Warn where a category names another group than the reference set has the need in, which is the one recorded."""
    sent = {code for each in listed(resource, "category") for code in codes_listed(each, GROUP)}
    for each in which:
        if each.concept is not None and each.group is not Group.UNGROUPED and sent - {each.group.value}:
            said = (
                f"The reference set has the need under “{each.group.words}”, which is recorded. Leave other groups out."
            )
            findings.warn("category", said)
