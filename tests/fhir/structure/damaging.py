"""Random damage to valid bundles, with the verdict fixed before the check is asked.

The verdict comes from the elements of R4 (cardinality, types, code lists as `r4_elements.txt` states them) and from
the few rules by hand below; nothing of the code that judges is asked for it.
"""

import copy
import random
from dataclasses import dataclass
from typing import Any

from app.fhir.structure.elements import Definitions, Element, Structure

Json = dict[str, Any]

FREE = {"string", "markdown", "xhtml", "uri", "url", "canonical", "code", "id", "oid", "uuid", "base64Binary"}
DATES = {"date", "dateTime", "instant"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A property of an object in a resource: where it hangs, and what it is."""

    holder: Json
    name: str
    structure: Structure
    element: Element
    type_code: str
    way: str

    @property
    def value(self) -> Any:
        return self.holder[self.name]


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done, and whether R4 refuses the outcome."""

    kind: str
    way: str
    refused: bool


def spots_of(resource: Json, definitions: Definitions, way: str) -> list[Spot]:
    """Every property of a resource and of the objects inside it, as the elements name them."""
    found: list[Spot] = []
    waiting = [(resource, definitions.structures[resource["resourceType"]], way)]
    while waiting:
        value, structure, here = waiting.pop()
        for name, member in value.items():
            known = structure.properties.get(name)
            if known is None or known.shadow or known.type.code == "Resource":
                continue
            found.append(Spot(value, name, structure, known.element, known.type.code, f"{here}.{name}"))
            inner = definitions.structures.get(known.type.code)
            for index, each in enumerate(member if isinstance(member, list) else [member]):
                if inner is not None and isinstance(each, dict):
                    at = f"[{index}]" if isinstance(member, list) else ""
                    waiting.append((each, inner, f"{here}.{name}{at}"))
    return found


def damaged(bundle: Json, definitions: Definitions, chance: random.Random) -> tuple[Json, Damage] | None:
    """A copy of the bundle with one thing done to it; None when what was drawn cannot be done to this spot."""
    sent = copy.deepcopy(bundle)
    index = chance.randrange(len(sent["entry"]))
    spot = chance.choice(spots_of(sent["entry"][index]["resource"], definitions, f"entry[{index}].resource"))
    kind = chance.choice(sorted(_KINDS))
    refused = _KINDS[kind](spot)
    return None if refused is None else (sent, Damage(kind, spot.way, refused))


def _drop(spot: Spot) -> bool | None:
    """Dropping breaks cardinality where the element is required, and rules that ask for presence."""
    spot.holder.pop(spot.name)
    if spot.element.required:
        return True
    if spot.structure.rules or not set(spot.holder) - {"id", "resourceType"}:
        return None  # whether a rule is broken depends on what is left
    if spot.name in ("contained", "id", "clinicalStatus", "start", "end", "device"):
        return None  # decided by dom-3, ref-1, con-4 and app-3, which have tests of their own
    return False


def _rename(spot: Spot) -> bool | None:
    spot.holder[f"{spot.name}Zz"] = spot.holder.pop(spot.name)
    return True


def _retype(spot: Spot) -> bool | None:
    value = spot.value
    if isinstance(value, str):
        spot.holder[spot.name] = {"value": value}
    elif isinstance(value, bool | dict):
        spot.holder[spot.name] = "true"
    elif isinstance(value, list):
        spot.holder[spot.name] = value[0]
    else:
        spot.holder[spot.name] = str(value)
    return True


def _listed(spot: Spot) -> bool | None:
    spot.holder[spot.name] = [spot.value]
    return True  # a single value is no list, and a list holds no lists


def _emptied(spot: Spot) -> bool | None:
    value = spot.value
    spot.holder[spot.name] = [] if isinstance(value, list) else {} if isinstance(value, dict) else ""
    return True


def _nulled(spot: Spot) -> bool | None:
    spot.holder[spot.name] = None
    return True


def _wrong_code(spot: Spot) -> bool | None:
    if spot.element.codes is None or spot.type_code != "code" or isinstance(spot.value, list):
        return None
    spot.holder[spot.name] = "not-a-code"
    return True


def _wrong_date(spot: Spot) -> bool | None:
    if spot.type_code not in DATES:
        return None
    spot.holder[spot.name] = "2026-02-30" + str(spot.value)[10:]
    return True


def _right_date(spot: Spot) -> bool | None:
    if spot.type_code not in ("date", "dateTime") or spot.name in ("start", "end", "authoredOn", "lastModified"):
        return None
    spot.holder[spot.name] = "2024-02-29"
    return False


def _repeated(spot: Spot) -> bool | None:
    if not isinstance(spot.value, list) or spot.name in ("contained", "item", "concept", "given", "answer", "initial"):
        return None
    spot.value.append(copy.deepcopy(spot.value[0]))
    return False


def _blank(spot: Spot) -> bool | None:
    if spot.type_code not in FREE or not isinstance(spot.value, str):
        return None
    spot.holder[spot.name] = " \t"
    return True


_KINDS = {
    "drop": _drop,
    "rename": _rename,
    "retype": _retype,
    "listed": _listed,
    "emptied": _emptied,
    "nulled": _nulled,
    "wrong code": _wrong_code,
    "wrong date": _wrong_date,
    "right date": _right_date,
    "repeated": _repeated,
    "blank": _blank,
}
