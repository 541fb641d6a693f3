"""Where a child lives and which practice they are registered with, by a Patient's address and generalPractitioner."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.clinical.child import FactAnswer, FactKind
from app.clinical.child_words import tidy
from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.mapping.patient_facts import Rendered, Standing, beyond_element, fact_extension
from app.fhir.mapping.patient_organisations import ods_reference, practice_code
from app.fhir.mapping.patient_said import Said, ended, period_of, value_said, with_period
from app.fhir.mapping.surroundings import Surroundings

_NOT_HOME: Final = frozenset({"temp", "old", "billing"})
_WITHHELD: Final = (FactKind.ADDRESS, FactKind.POSTCODE)

_NO_POSTCODE: Final = "This is not a full UK postcode. It is kept, not recorded; for no fixed abode send ZZ99 3VZ."
_NO_ADDRESS: Final = "The address is longer than 200 characters, or has hidden ones. It is kept, not recorded."
_NO_PRACTICE: Final = (
    "The code of a practice has 6 letters and digits, such as A81001. It is kept, not recorded; check the code."
)
_PRACTICES: Final = "Several practices stand here. The first is recorded as the one the child is registered with."


def chosen_address(resource: Resource, today: date) -> int | None:
    """The place of the usual address: the home address, else the first that is neither temporary, old nor for bills."""
    ranks = [
        (each.get("use") != "home", each.get("type") == "postal", place)
        for place, each in enumerate(listed(resource, "address"))
        if each.get("use") not in _NOT_HOME and not ended(each, today)
    ]
    return min(ranks)[2] if ranks else None


def address_said(resource: Resource, findings: Findings, today: date) -> Iterator[Said]:
    """The usual address and its postcode."""
    place = chosen_address(resource, today)
    if place is None:
        return
    address, path = listed(resource, "address")[place], f"address[{place}]"
    period = period_of(address)
    for kind, name, text, said in (
        (FactKind.ADDRESS, "line", _lines(address), _NO_ADDRESS),
        (FactKind.POSTCODE, "postalCode", address.get("postalCode"), _NO_POSTCODE),
    ):
        value = value_said(kind, text) if text else None
        if value is not None:
            yield Said(kind, f"{path}.{name}", FactAnswer.KNOWN, value, *period)
        elif text:
            findings.warn(f"{path}.{name}", said)


def _lines(address: Resource) -> str:
    """The address in one line, each part once; its text where it has no parts."""
    parts = [*(address.get("line") or ()), address.get("city"), address.get("district")]
    said: dict[str, str] = {}
    for each in parts:
        if isinstance(each, str) and each.strip():
            said.setdefault(tidy(each).casefold(), tidy(each))
    return ", ".join(said.values()) or tidy(str(address.get("text") or ""))


def address_of(standing: Standing) -> Rendered:
    """The address, unless it is sensitive. One period is said by it, two by extensions."""
    sensitive = standing.get(FactKind.SENSITIVE_ADDRESS)
    if sensitive is not None and sensitive.value == "Y":
        return [], []
    facts = [standing[kind] for kind in _WITHHELD if kind in standing]
    known = [each for each in facts if each.answer is FactAnswer.KNOWN]
    periods = {(each.since, each.until) for each in known}
    together = len(periods) == 1
    made: Resource = {"use": "home"}
    for each in known:
        made |= {"line": [each.value]} if each.kind is FactKind.ADDRESS else {"postalCode": each.value}
    if together:
        made = with_period(made, *periods.pop())
    apart = [each for each in facts if not together or each.answer is not FactAnswer.KNOWN]
    return ([made] if known else []), [said for each in apart if (said := fact_extension(each, valued=False))]


def practices_named(resource: Resource, surroundings: Surroundings) -> dict[int, str]:
    """The ODS codes of the organisations that generalPractitioner names, by place; those whose time is over are not."""
    codes = {}
    for place, each in enumerate(listed(resource, "generalPractitioner")):
        identifier = each.get("identifier")
        if isinstance(identifier, dict) and ended(identifier, surroundings.today):
            continue
        code = practice_code(resource, each, surroundings)
        if code is not None:
            codes[place] = code
    return codes


def practice_said(resource: Resource, findings: Findings, surroundings: Surroundings) -> Iterator[Said]:
    """The GP practice."""
    found: dict[str, Said] = {}
    for place, code in practices_named(resource, surroundings).items():
        path = f"generalPractitioner[{place}]"
        value = value_said(FactKind.GP_PRACTICE, code)
        if value is None:
            findings.warn(path, _NO_PRACTICE)
            continue
        identifier = listed(resource, "generalPractitioner")[place].get("identifier")
        period = period_of(identifier) if isinstance(identifier, dict) else (None, None)
        found.setdefault(value, Said(FactKind.GP_PRACTICE, path, FactAnswer.KNOWN, value, *period))
    if len(found) > 1:
        findings.inform("generalPractitioner", _PRACTICES)
    yield from list(found.values())[:1]


def practice_of(standing: Standing) -> Rendered:
    """The GP practice; the time of the registration is its identifier's, as in the Personal Demographics Service."""
    fact = standing.get(FactKind.GP_PRACTICE)
    if fact is None or fact.value is None:
        return [], beyond_element(standing, FactKind.GP_PRACTICE)
    made = ods_reference(fact.value)
    made["identifier"] = with_period(made["identifier"], fact.since, fact.until)
    return [made], []
