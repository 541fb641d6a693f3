"""Invariants of Parameters (R4, 2.37): one value of one type, whatever the depth of the parts."""

from typing import Final

from app.fhir.structure.invariants.breach import Breach, Breaches, Json, items_below

_VALUE: Final = "value"


def parameters_breaches(parameters: Json) -> Breaches:
    """A parameter has one type of value[x]; `inv-1` itself stands in `r4_elements.txt`."""
    for parameter, place in items_below(parameters.get("parameter", ()), "part", "parameter"):
        given = {name.removeprefix("_") for name in parameter if name.removeprefix("_").startswith(_VALUE)}
        if len(given) > 1:
            yield Breach("inv-1", f"{place}.value", "A parameter has one value, of one type. Send one of them.")
