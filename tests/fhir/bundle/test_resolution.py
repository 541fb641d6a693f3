"""Properties of resolution over generated bundles, and its cost on hostile ones."""

import gc
import json
import time
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.fhir.bundle.entry import Criteria
from app.fhir.bundle.references import resolve, wanted
from app.fhir.bundle.targets import Targets
from app.fhir.structure.r4 import R4
from app.identity import Identity, shown
from tests.fhir.bundle.bundles import BASE, Json, creating, told, urn

THEIRS = "https://other.example/fhir"
TYPES = ("Patient", "Encounter", "Condition", "Practitioner", "Observation")
KNOWN = Identity(2**55)

Numbers = st.integers(0, 2**30)


class Made:
    """A bundle of resources that point at one another in every way, and what they are about."""

    def __init__(self, seed: int, count: int) -> None:
        self.draw = Random(seed)
        self.types = ["Patient", *(self.draw.choice(TYPES) for _ in range(count - 1))]
        self.full_urls = [self.full_url(number) for number in range(count)]
        self.resources = [self.resource(number) for number in range(count)]
        self.identities = [Identity(2**50 + number) for number in range(count)]

    def full_url(self, number: int) -> str | None:
        return self.draw.choice(
            [urn(number), f"urn:oid:1.2.{number}", f"{THEIRS}/{self.types[number]}/r{number}", None]
        )

    def pointer(self, *types: str) -> Json:
        """A reference to some resource of one of the types, spelt in one of the ways that are possible for it."""
        number = self.draw.choice([each for each, name in enumerate(self.types) if name in types])
        spelt = [
            f"{self.types[number]}/r{number}",
            f"{self.types[number]}?identifier=s|{number}",
            self.full_urls[number],
        ]
        if "Patient" in types:
            spelt.append(f"{BASE}/Patient/{shown(KNOWN)}/_history/1")
        return {"reference": self.draw.choice([each for each in spelt if each])}

    def link(self) -> str:
        return self.draw.choice([each for each in self.full_urls if each and each.startswith("urn")] or ["urn:x:y"])

    def resource(self, number: int) -> Json:
        type_name = self.types[number]
        made: Json = {
            "resourceType": type_name,
            "id": f"r{number}",
            "identifier": [{"system": self.link(), "value": self.link()}],
            "extension": [
                {"url": "https://a.example/x", "valueUri": self.link()},
                {"url": "https://a.example/y", "valueReference": self.pointer(*TYPES)},
            ],
            "text": {"status": "generated", "div": f'<div><a href="{self.link()}">x</a></div>'},
        }
        if type_name in ("Encounter", "Condition", "Observation"):
            made["subject"] = self.pointer("Patient")
        if type_name == "Patient":
            made["contained"] = [{"resourceType": "Condition", "id": "c", "subject": self.pointer("Patient")}]
        return made

    def targets(self, order: list[int]) -> Targets:
        about = [(self.types[each], self.identities[each]) for each in order]
        urls = [self.full_urls[each] for each in order]
        matched = {
            Criteria(name, identifier=("s", str(number))): (self.identities[number],)
            for number, name in enumerate(self.types)
        }
        by_url = {url: target for url, target in zip(urls, about, strict=True) if url is not None}
        return Targets(by_url, [("Patient", KNOWN)], matched, dict(enumerate(about)))

    def resolved(self, order: list[int], r4: R4) -> list[Json]:
        """The resources resolved in an order of the entries, told in the order in which they were made."""
        copies: list[Json] = json.loads(json.dumps([self.resources[each] for each in order]))
        entries = creating(copies, [self.full_urls[each] for each in order])
        found = wanted(entries, BASE, r4)
        assert resolve(found, self.targets(order), r4) == ()
        return [each for _, each in sorted(zip(order, copies, strict=True), key=lambda pair: pair[0])]


@given(Numbers, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_the_entries_makes_no_difference(r4: R4, seed: int, count: int, shuffling: Random) -> None:
    made = Made(seed, count)
    order = list(range(count))
    shuffled = list(order)
    shuffling.shuffle(shuffled)
    assert made.resolved(order, r4) == made.resolved(shuffled, r4)


@given(Numbers, st.integers(1, 12))
def test_no_urn_of_the_bundle_is_left_outside_identifiers(r4: R4, seed: int, count: int) -> None:
    made = Made(seed, count)
    known = {f"{name}/{shown(made.identities[number])}" for number, name in enumerate(made.types)}
    known.add(f"Patient/{shown(KNOWN)}")
    for before, after in zip(made.resources, made.resolved(list(range(count)), r4), strict=True):
        assert after["identifier"] == before["identifier"]
        rest = json.dumps({**after, "identifier": []}).replace("urn:x:y", "")
        assert "urn:" not in rest
        assert {each["reference"] for each in references_in(after)} <= known


@given(Numbers, st.integers(1, 12))
def test_resolving_what_is_resolved_changes_nothing(r4: R4, seed: int, count: int) -> None:
    made = Made(seed, count)
    order = list(range(count))
    once = made.resolved(order, r4)
    twice: list[Json] = json.loads(json.dumps(once))
    again = wanted(creating(twice, made.full_urls), BASE, r4)
    assert resolve(again, made.targets(order), r4) == ()
    assert twice == once


def references_in(value: object) -> list[Json]:
    """Every object with a reference, found without knowing anything of FHIR."""
    if isinstance(value, list):
        return [found for each in value for found in references_in(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if "reference" in value else []
    return own + [found for each in value.values() for found in references_in(each)]


def needs(count: int, lost: bool) -> list[Json]:
    """Conditions with twenty references each, of every kind by turns; every one differs from every other."""
    spelt = [
        lambda each: urn(each % count),
        lambda each: f"Observation/{shown(Identity(each))}",
        lambda each: f"Observation?identifier=s|{each}",
        lambda each: f"Condition/c{each % count}",
        lambda each: f"{THEIRS}/Observation/{each}",
    ]
    return [
        {
            "resourceType": "Condition",
            "id": f"c{number}",
            "subject": {"reference": f"urn:oid:1.{count if lost else number}"},
            "evidence": [{"detail": [{"reference": spelt[each % 5](number * 19 + each)} for each in range(19)]}],
        }
        for number in range(count)
    ]


def took(r4: R4, count: int, lost: bool = False) -> tuple[float, int]:
    """The seconds that it takes to resolve a bundle of `count` entries, and how many problems are told."""
    full_urls = [urn(each) for each in range(count)]
    conditions = {url: ("Condition", Identity(each + 1)) for each, url in enumerate(full_urls)}
    patients = {f"urn:oid:1.{each}": ("Patient", Identity(each + 1)) for each in range(count)}
    observations = [("Observation", Identity(each)) for each in range(count * 20)]
    matched = {Criteria("Observation", identifier=("s", str(each))): (each,) for _, each in observations}
    entries = creating(needs(count, lost), full_urls)
    gc.collect()
    gc.freeze()
    began = time.process_time()
    found = resolve(wanted(entries, BASE, r4), Targets({**conditions, **patients}, observations, matched), r4)
    seconds = time.process_time() - began
    return seconds, len(found)


def test_a_bundle_of_five_thousand_entries_costs_no_more_than_its_share(r4: R4) -> None:
    took(r4, 10)
    small, _ = took(r4, 500)
    large, told_of = took(r4, 5_000)
    assert told_of == 0
    assert large < 25 * small + 0.1, (small, large)


def test_it_costs_no_more_when_every_entry_is_wrong(r4: R4) -> None:
    right, _ = took(r4, 1_000)
    wrong, told_of = took(r4, 1_000, lost=True)
    assert told_of == 50
    assert wrong < 2 * right + 0.1, (right, wrong)


def test_one_resource_with_very_many_wrong_references_is_looked_through_once(r4: R4) -> None:
    def seconds(count: int) -> float:
        details = [{"reference": urn(each)} for each in range(count)]
        need: Json = {"resourceType": "Condition", "subject": {"reference": "#"}, "evidence": [{"detail": details}]}
        began = time.process_time()
        found = resolve(wanted(creating([need], [None]), BASE, r4), Targets({}), r4)
        assert len(told(found)) == 50
        return time.process_time() - began

    seconds(100)
    small, large = seconds(2_000), seconds(20_000)
    assert large < 25 * small + 0.1, (small, large)
