"""Random damage to whole visits, with the verdict fixed before the receiver is asked.

What breaks the structure of R4 is damaged and judged by `tests.fhir.structure.damaging`, from the definitions. The
it are the rules by hand below, as stated: check digits, dates that contradict, references, whose a resource is.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.fhir.structure.elements import Definitions
from tests.fhir.structure.damaging import damaged
from tests.fhir.uk_core import NEEDS, NHS_NUMBER, SENDER, SNOMED, nhs_number, transaction, visit

Json = dict[str, Any]

SUBJECTS = {"subject", "patient"}
"""Elements that say whose a resource is. What belongs to no child is refused, though R4 lets most of them be absent."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A bundle, what was done to it and where, and whether it is to be refused."""

    bundle: Json
    kind: str
    way: str
    refused: bool


def bundle_of(place: int) -> Json:
    """A valid transaction: a child's visit with three of the needs, one of each type."""
    return transaction(*visit(place, needs=(NEEDS[0], NEEDS[2 + place % 3], NEEDS[5])))


def damage(place: int, definitions: Definitions, chance: random.Random) -> Damaged | None:
    """A bundle of the `place`th child with one thing done to it; None when what was drawn cannot be done."""
    whole = bundle_of(place)
    if chance.random() < 0.3:
        kind = chance.choice(sorted(_BY_HAND))
        return _BY_HAND[kind](whole, chance)
    drawn = damaged(whole, definitions, chance)
    if drawn is None:
        return None
    sent, done = drawn
    if done.kind == "drop" and _without_status(done.way):
        return Damaged(sent, done.kind, ".".join(done.way.split(".")[:3]), True)
    left_out = done.kind == "drop" and (_nobodys(done.way) or _without_day(done.way, sent))
    return Damaged(sent, done.kind, done.way, done.refused or left_out)


def _nobodys(way: str) -> bool:
    """Whether a resource that must be a child's was left without its subject, or its subject without what it is."""
    parts = way.split(".")
    return parts[2] in SUBJECTS and parts[-1] in (*SUBJECTS, "reference")


def _without_status(way: str) -> bool:
    """Whether a status of a Condition, which must be one of its list, was left without its code or the code's system.

    R4 binds both concepts to their lists with strength "required".
    """
    parts = way.split(".")
    return parts[2] in ("clinicalStatus", "verificationStatus") and parts[-1] in ("coding", "code", "system")


def _without_day(way: str, sent: Json) -> bool:
    """Whether a visit that took place was left without its day: it cannot be recorded on any."""
    index = int(way[len("entry[") : way.index("]")])
    visited = sent["entry"][index]["resource"].get("resourceType") == "Encounter"
    return visited and way.split(".", 2)[2] in ("period", "period.start")


def _resources(bundle: Json, *types: str) -> list[tuple[str, Json]]:
    entries = enumerate(bundle["entry"])
    return [
        (f"entry[{index}].resource", each["resource"])
        for index, each in entries
        if each["resource"]["resourceType"] in types
    ]


def _other_digit(number: str) -> str:
    return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"


def _wrong_nhs_number(bundle: Json, chance: random.Random) -> Damaged:
    way, patient = _resources(bundle, "Patient")[0]
    number = patient["identifier"][0]
    number["value"] = chance.choice(
        [_other_digit(number["value"]), number["value"][:-1], number["value"][::-1] + "0", "999000000X"]
    )
    return Damaged(bundle, "wrong NHS number", f"{way}.identifier[0].value", True)


def _wrong_concept(bundle: Json, chance: random.Random) -> Damaged:
    """A digit of a concept id changed: the Verhoeff check digit finds every one."""
    way, resource = chance.choice(_resources(bundle, "Condition", "Observation", "DeviceUseStatement"))
    holder, below = resource.get("code"), "code"
    if holder is None:
        holder, below = resource["contained"][0]["type"], "contained[0].type"
    coding = holder["coding"][0]
    at = chance.randrange(len(coding["code"]))
    digit = str((int(coding["code"][at]) + chance.randrange(1, 10)) % 10)
    coding["code"] = f"{coding['code'][:at]}{digit}{coding['code'][at + 1 :]}"
    assert coding["system"] == SNOMED
    return Damaged(bundle, "wrong concept id", f"{way}.{below}.coding[0].code", True)


def _references(value: Any, way: str) -> list[tuple[str, Json]]:
    if isinstance(value, list):
        return [one for index, each in enumerate(value) for one in _references(each, f"{way}[{index}]")]
    if not isinstance(value, dict):
        return []
    own = [(f"{way}.reference", value)] if str(value.get("reference", "")).startswith("urn:") else []
    return [*own, *(one for name, each in value.items() for one in _references(each, f"{way}.{name}"))]


def _broken_reference(bundle: Json, chance: random.Random) -> Damaged:
    entries = enumerate(bundle["entry"])
    found = [one for index, each in entries for one in _references(each["resource"], f"entry[{index}].resource")]
    way, holder = chance.choice(found)
    text = holder["reference"]
    at = chance.choice([index for index, each in enumerate(text) if index > 9 and each in "0123456789abcdef"])
    holder["reference"] = f"{text[:at]}{'f' if text[at] != 'f' else '0'}{text[at + 1 :]}"
    return Damaged(bundle, "broken reference", way, True)


def _of_another_type(bundle: Json, chance: random.Random) -> Damaged:
    """A subject that is the practitioner: R4 lets it point at a patient alone."""
    practitioner = next(
        each["fullUrl"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Practitioner"
    )
    way, resource = chance.choice(_resources(bundle, "Encounter", "Condition", "DeviceUseStatement", "Procedure"))
    resource["subject"]["reference"] = practitioner
    return Damaged(bundle, "reference to another type", f"{way}.subject.reference", True)


def _turned_round(bundle: Json, chance: random.Random) -> Damaged:
    """A period that ends before it begins (per-1)."""
    way, resource = chance.choice(_resources(bundle, "Encounter", "EpisodeOfCare"))
    resource["period"]["end"] = "2020-01-01T10:00:00Z"
    return Damaged(bundle, "period turned round", f"{way}.period", True)


def _no_such_day(bundle: Json, chance: random.Random) -> Damaged:
    """A day that no calendar has, in the form of a date."""
    way, holder, name = chance.choice(
        [
            *((way, each, "birthDate") for way, each in _resources(bundle, "Patient")),
            *((f"{way}.period", each["period"], "start") for way, each in _resources(bundle, "Encounter")),
            *((way, each, "performedDateTime") for way, each in _resources(bundle, "Procedure")),
        ]
    )
    day = chance.choice(["2026-02-30", "2025-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-32"])
    holder[name] = day
    return Damaged(bundle, "no such day", f"{way}.{name}", True)


def _twice(bundle: Json, chance: random.Random) -> Damaged:
    """The same child sent twice, with other content the second time."""
    index, entry = next(
        (index, each) for index, each in enumerate(bundle["entry"]) if each["resource"]["resourceType"] == "Patient"
    )
    again = copy.deepcopy(entry)
    again["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000001"
    alike = chance.random() < 0.5
    if not alike:
        again["resource"]["birthDate"] = "2017-01-01"
    bundle["entry"].append(again)
    del index
    way = f"entry[{len(bundle['entry']) - 1}].resource.identifier"
    return Damaged(bundle, "child sent twice alike" if alike else "child sent twice unlike", way, not alike)


def _contradicting(bundle: Json, chance: random.Random) -> Damaged:
    """The NHS number of one child known here and the hospital number of another (see `KNOWN`)."""
    way, patient = _resources(bundle, "Patient")[0]
    one, other = chance.sample(KNOWN, 2)
    patient["identifier"][0]["value"] = nhs_number(one)
    patient["identifier"][1]["value"] = f"H{other:06d}"
    assert patient["identifier"][0]["system"] == NHS_NUMBER
    return Damaged(bundle, "numbers of two children", f"{way}.identifier", True)


def _another_birth(bundle: Json, chance: random.Random) -> Damaged:
    """The number of a child known here with another date of birth."""
    way, patient = _resources(bundle, "Patient")[0]
    known = chance.choice(KNOWN)
    patient["identifier"] = [{"system": NHS_NUMBER, "value": nhs_number(known)}]
    patient["birthDate"] = "2017-05-06"
    return Damaged(bundle, "another birth date", f"{way}.birthDate", True)


def _harmless(bundle: Json, chance: random.Random) -> Damaged:
    """What a sender may well do: other order, unknown extensions, capitals in systems, further resources."""
    kind = chance.choice(["order", "extension", "capitals", "spaces", "flag"])
    way, patient = _resources(bundle, "Patient")[0]
    if kind == "order":
        chance.shuffle(bundle["entry"])
    elif kind == "extension":
        patient["extension"] = [{"url": f"{SENDER}/strange", "valueString": "x"}]
    elif kind == "capitals":
        patient["identifier"][0]["system"] = NHS_NUMBER.replace("/Id/", "/id/")
    elif kind == "spaces":
        patient["address"][0]["line"] = ["1 Made-up\u00a0Street"]
    else:
        url = next(each["fullUrl"] for each in bundle["entry"] if each["resource"] is patient)
        flag = {"resourceType": "Flag", "status": "active", "code": {"text": "x"}, "subject": {"reference": url}}
        bundle["entry"].append({"resource": flag, "request": {"method": "POST", "url": "Flag"}})
    return Damaged(bundle, f"harmless {kind}", way, False)


KNOWN = (900_001, 900_002, 900_003)
"""Places of children who are known before anything is damaged."""

_BY_HAND: dict[str, Callable[[Json, random.Random], Damaged]] = {
    "nhs number": _wrong_nhs_number,
    "concept": _wrong_concept,
    "reference": _broken_reference,
    "type": _of_another_type,
    "period": _turned_round,
    "day": _no_such_day,
    "twice": _twice,
    "contradicting": _contradicting,
    "birth": _another_birth,
    "harmless": _harmless,
}
