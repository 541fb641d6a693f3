"""Invariants of Observation and of QuestionnaireResponse that look across their parts (R4, 10.1.4)."""

from app.fhir.structure.invariants.breach import Breach, Breaches, Json


def observation_breaches(observation: Json) -> Breaches:
    """obs-7: a value of its own and a component with its own code would be two values of one thing."""
    components = observation.get("component")
    if components is None or not any(name.lstrip("_").startswith("value") for name in observation):
        return
    own = _codings(observation["code"])
    for index, component in enumerate(components):
        if own & _codings(component["code"]):
            said = "A component has the code of the observation, which has a value itself. Leave one of them out."
            yield Breach("obs-7", f"component[{index}].code", said)


def _codings(concept: Json) -> frozenset[tuple[str | None, str | None]]:
    return frozenset((each.get("system"), each.get("code")) for each in concept.get("coding", ()))
