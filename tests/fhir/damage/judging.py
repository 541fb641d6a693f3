"""Sends damaged bundles to a receiver, and says which verdicts were not as they had been fixed."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.errors import Refusal
from app.fhir.exchange import Reply
from tests.fhir.damage.meaning import KNOWN, Damaged, bundle_of, damage
from tests.fhir.proof.elsewhere import Elsewhere, judging

_CHOSEN = re.compile(r"\.ofType\((\w+)\)")


@dataclass(slots=True)
class Verdicts:
    """How many were as fixed, of each kind; and of the others what was said."""

    kinds: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        count = self.kinds.total()
        return (count - len(self.missed)) / count


def verdicts(place: Elsewhere, times: int, seed: int) -> Verdicts:
    """The verdicts on so many damaged bundles."""
    for known in KNOWN:
        reply = place.send(bundle_of(known))
        assert reply.status == 200, reply.body
    found = Verdicts()
    for each in drawn(times, seed):
        found.kinds[each.kind] += 1
        wrong = _wrong(each, place)
        if wrong:
            found.missed.append(f"{each.kind} of {each.way}: {wrong}")
    return found


def drawn(times: int, seed: int) -> Iterator[Damaged]:
    """So many damaged bundles, each of a child of its own."""
    chance, definitions = random.Random(seed), judging().definitions
    place = found = 0
    while found < times:
        place += 1
        made = damage(place, definitions, chance)
        if made is not None:
            found += 1
            yield made


def _wrong(each: Damaged, place: Elsewhere) -> str:
    try:
        reply = place.send(each.bundle)
    except Refusal as refusal:
        return f"refused without a place: {refusal}"
    if not each.refused:
        return "" if reply.status == 200 else f"refused ({reply.status}): {_said(reply)}"
    if reply.status == 200:
        return "accepted"
    # A required element that is not there may be told of the element around it.
    around = f"Bundle.{each.way.rpartition('.')[0]}"
    places = _places(reply)
    return "" if any(one.startswith(around) for one in places) else f"told elsewhere: {places[:3]}"


def _errors(reply: Reply) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = orjson.loads(reply.body)["issue"]
    return [each for each in issues if each["severity"] == "error"]


def _places(reply: Reply) -> list[str]:
    """The places of the errors, elements with a choice of types named as in JSON."""
    places = [place for each in _errors(reply) for place in each.get("expression", [""])]
    return [_CHOSEN.sub(lambda type_name: type_name[1][:1].upper() + type_name[1][1:], each) for each in places]


def _said(reply: Reply) -> str:
    return "; ".join(f"{(each.get('expression') or [''])[0]}: {each['diagnostics']}" for each in _errors(reply)[:2])
