"""Who the main carer is of a child, by a Patient's contacts."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.clinical.child import FactAnswer, FactKind
from app.fhir.mapping.listed_codes import codes_listed, listed_coding
from app.fhir.mapping.looking import Findings, Resource, code_of, codings, listed
from app.fhir.mapping.patient_facts import Rendered, Standing, beyond_element
from app.fhir.mapping.patient_said import Said, ended, period_of, value_said, with_period
from app.fhir.systems import DATA_ABSENT_REASON, PERSON_RELATIONSHIP_ROLE, ROLE_CODE, code_system_url

_CARER: Final = "Carer"
_ROLES: Final = MappingProxyType(
    {
        "NPRN": "BPX",
        "NMTH": "BPM",
        "NFTH": "BPF",
        "STPPRN": "SPX",
        "STPMTH": "SPM",
        "STPFTH": "SPF",
        "ADOPTP": "APX",
        "ADOPTM": "APM",
        "ADOPTF": "APF",
        "PRNFOST": "FPX",
        "MTHFOST": "FPM",
        "FTHFOST": "FPF",
        "GRPRN": "GPX",
        "GRMTH": "GPM",
        "GRFTH": "GPF",
        "AUNT": "ORA",
        "UNCLE": "ORU",
        "SIS": "ORS",
        "BRO": "ORB",
    }
)
"""HL7 v3 RoleCode and PERSON RELATIONSHIP (MAIN CARER), where the two say the same.

MTH and FTH do not say whether a parent is the biological one, which the dictionary asks.
"""

_ROLE_OF: Final = MappingProxyType({ours: theirs for theirs, ours in _ROLES.items()})

_NO_RELATION: Final = (
    "The carer's relationship is kept, not recorded: PERSON RELATIONSHIP (MAIN CARER) asks more exactly, as for a "
    "biological, adoptive or foster parent."
)
_CARERS: Final = "Several contacts are marked as the main carer. The first is recorded."


def carers_named(resource: Resource, today: date) -> dict[int, str | None]:
    """The contacts that are marked as the main carer, by place, with their code; None where it is not exact enough."""
    found = {}
    for place, each in enumerate(listed(resource, "contact")):
        kinds = {"coding": [coding for concept in listed(each, "relationship") for coding in codings(concept)]}
        ours = codes_listed(kinds, "fact.main_carer")
        if (ours or _is_carer(kinds)) and not ended(each, today):
            found[place] = next(iter(ours), _ROLES.get(code_of(kinds, ROLE_CODE) or ""))
    return found


def _is_carer(relationship: Any) -> bool:
    """Whether a relationship says that somebody is the carer."""
    marked = (each.get("code") for each in codings(relationship) if each.get("system") == PERSON_RELATIONSHIP_ROLE)
    return _CARER in marked


def carer_said(resource: Resource, findings: Findings, today: date) -> Iterator[Said]:
    """What the main carer is of the child: a contact with our code, or marked as Carer with an exact relationship."""
    named = carers_named(resource, today)
    exact = {place: code for place, code in named.items() if code and value_said(FactKind.MAIN_CARER, code)}
    if len(set(exact.values())) > 1:
        findings.warn("contact", _CARERS)
    for place, code in list(exact.items())[:1]:
        period = period_of(listed(resource, "contact")[place])
        yield Said(FactKind.MAIN_CARER, f"contact[{place}].relationship", FactAnswer.KNOWN, code, *period)
    for place in [] if exact else named:
        findings.warn(f"contact[{place}].relationship", _NO_RELATION)


def carer_of(standing: Standing) -> Rendered:
    """The main carer, of whom nothing else is known here: the name is marked as absent, for a contact must have one."""
    fact = standing.get(FactKind.MAIN_CARER)
    if fact is None or fact.value is None:
        return [], beyond_element(standing, FactKind.MAIN_CARER)
    kinds = [listed_coding("fact.main_carer", fact.value)]
    if fact.value in _ROLE_OF:
        kinds.append({"system": ROLE_CODE, "code": _ROLE_OF[fact.value]})
    marked = {"coding": [{"system": PERSON_RELATIONSHIP_ROLE, "code": _CARER}]}
    made: Resource = {"relationship": [{"coding": kinds}, marked], "name": _absent("unknown")}
    return [with_period(made, fact.since, fact.until)], []


def _absent(reason: str) -> Resource:
    """An element of which nothing is said, and why (HL7 data-absent-reason)."""
    return {"extension": [{"url": DATA_ABSENT_REASON, "valueCode": reason}]}


def reachable(contact: Resource) -> Resource:
    """A contact without the address, at which the child may live; masked, for a contact must have something."""
    return {**contact, "address": _absent("masked")} if "address" in contact else contact


def unmarked(contact: Resource) -> Resource:
    """A contact who is the main carer no longer: relationships of the family stay."""
    concepts = [_unmarked(each) for each in listed(contact, "relationship")]
    left = [each for each in concepts if each]
    rest = {name: held for name, held in contact.items() if name != "relationship"}
    return {**rest, "relationship": left} if left else rest


def _unmarked(concept: Resource) -> Resource:
    """A relationship without what marks a carer, and then without its words, which may say the same."""
    kept = [each for each in codings(concept) if not _marks(each)]
    if len(kept) == len(codings(concept)):
        return concept
    return {"coding": kept} if kept else {}


def _marks(coding: Resource) -> bool:
    return coding.get("system") in (code_system_url("fact.main_carer"), PERSON_RELATIONSHIP_ROLE)
