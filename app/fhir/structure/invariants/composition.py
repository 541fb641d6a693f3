"""The narratives of the sections of a Composition."""

from app.fhir.structure.invariants.breach import Breaches, Json, items_below
from app.fhir.structure.invariants.narrative import narrative_breaches


def composition_breaches(composition: Json) -> Breaches:
    """txt-1 and txt-2 of every section at every depth."""
    for section, place in items_below(composition.get("section", ()), "section", "section"):
        if "text" in section:
            yield from narrative_breaches(section["text"], f"{place}.text")
