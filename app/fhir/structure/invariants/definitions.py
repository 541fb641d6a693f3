"""Invariants of resources that define or describe others: ValueSet, CodeSystem, Group, Organization, RiskAssessment."""

from app.fhir.structure.invariants.breach import Breach, Breaches, Json, items_below

_UCUM = "http://unitsofmeasure.org"


def value_set_breaches(value_set: Json) -> Breaches:
    """vsd-9: an entry of an expansion without a code is abstract."""
    contains = value_set.get("expansion", {}).get("contains", ())
    for each, place in items_below(contains, "contains", "expansion.contains"):
        if "code" not in each and "_code" not in each and each.get("abstract") is not True:
            said = "An entry of an expansion without a code must be abstract. Add the code, or set abstract to true."
            yield Breach("vsd-9", f"{place}.code", said)


def code_system_breaches(code_system: Json) -> Breaches:
    """csd-1: each code once."""
    seen: set[str] = set()
    for concept, place in items_below(code_system.get("concept", ()), "concept", "concept"):
        code = concept.get("code")
        if code in seen:
            yield Breach("csd-1", f"{place}.code", "This code is defined twice in the CodeSystem. Define it once.")
        if code is not None:
            seen.add(code)


def group_breaches(group: Json) -> Breaches:
    """grp-1: only an actual group has members."""
    if "member" in group and group.get("actual") is not True:
        yield Breach("grp-1", "member", "Only a group with actual true has members. Leave them out.")


def organization_breaches(organization: Json) -> Breaches:
    """org-2 and org-3: an organisation has no home."""
    for name, key in (("address", "org-2"), ("telecom", "org-3")):
        for index, each in enumerate(organization.get(name, ())):
            if each.get("use") == "home":
                said = f"The {name} of an organisation is never of use home. Choose another use."
                yield Breach(key, f"{name}[{index}].use", said)


def risk_breaches(assessment: Json) -> Breaches:
    """ras-1 and ras-2: probabilities are percentages."""
    for index, each in enumerate(assessment.get("prediction", ())):
        place = f"prediction[{index}].probability"
        if each.get("probabilityDecimal", 0) > 100:
            yield Breach("ras-2", place, "A probability is at most 100. Send it as a percentage.")
        for bound in ("low", "high"):
            quantity = each.get("probabilityRange", {}).get(bound)
            if quantity is not None and (quantity.get("code"), quantity.get("system")) != ("%", _UCUM):
                said = f"The bounds of a probability are in per cent: code % of the system {_UCUM}."
                yield Breach("ras-1", f"{place}.{bound}", said)
