"""Which language a Patient prefers, and whether an interpreter is needed."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from app.clinical.child import FactAnswer, FactKind
from app.fhir.mapping.listed_codes import codes_listed
from app.fhir.mapping.looking import Findings, Resource, codings, extension_value, extensions, listed
from app.fhir.mapping.patient_facts import Rendered, Standing, beyond_element
from app.fhir.mapping.patient_said import Said, value_said
from app.fhir.systems import HUMAN_LANGUAGE, INTERPRETER_REQUIRED, LANGUAGE_TAG, NHS_COMMUNICATION

_LANGUAGE_SYSTEMS: Final = (HUMAN_LANGUAGE, "https://fhir.nhs.uk/R4/CodeSystem/CodeSystem-UKCore-HumanLanguage")
_SIGNED: Final = MappingProxyType({"ase": "q2", "asf": "q3", "bfi": "q4"})
"""Tags of signed languages (ISO 639-3) and the codes that the NHS Data Dictionary has for them."""

_NO_LANGUAGE: Final = (
    "This language is not recorded, only kept: it has no two-letter code of ISO 639-1, nor one of UKCore-HumanLanguage."
)
_ONE_LANGUAGE: Final = "No language is marked as preferred. The only one is taken for it."
_LANGUAGES: Final = "Several languages are marked as preferred. The first is recorded."
_CONTRADICTED: Final = "Whether an interpreter is needed is said twice, and differently. Send one answer."


def chosen_language(resource: Resource) -> int | None:
    """The place of the preferred language: the one so marked, else the only one that is not marked as not preferred."""
    spoken = listed(resource, "communication")
    preferred = [place for place, each in enumerate(spoken) if each.get("preferred") is True]
    alone = len(spoken) == 1 and "preferred" not in spoken[0]
    return next(iter(preferred), 0 if alone else None)


def language_said(resource: Resource, findings: Findings) -> Iterator[Said]:
    """The preferred language, by communication, else by the communication that UK Core had as an extension."""
    place, spoken = chosen_language(resource), listed(resource, "communication")
    older = next(extensions(resource, NHS_COMMUNICATION), {})
    concept = spoken[place].get("language") if place is not None else extension_value(older, "language")
    path = f"communication[{place}].language" if place is not None else "extension"
    if concept is None:
        return
    code = _language(concept)
    if code is None:
        findings.warn(path, _NO_LANGUAGE)
        return
    if place is not None and "preferred" not in spoken[place]:
        findings.inform(path, _ONE_LANGUAGE)
    others = [_language(each.get("language")) for each in spoken if each.get("preferred") is True]
    if any(each != code for each in others):
        findings.warn(path, _LANGUAGES)
    yield Said(FactKind.PREFERRED_LANGUAGE, path, FactAnswer.KNOWN, code)


def _language(concept: object) -> str | None:
    """The two-character code of a language; of a tag of BCP 47 its first part."""
    for each in codings(concept):
        code = str(each.get("code", "")).casefold()
        if each.get("system") == LANGUAGE_TAG:
            code = code.partition("-")[0]
            code = _SIGNED.get(code, code)
        elif each.get("system") not in _LANGUAGE_SYSTEMS and not codes_listed({"coding": [each]}, _LANGUAGE_LIST):
            continue
        if value_said(FactKind.PREFERRED_LANGUAGE, code) is not None:
            return code
    return None


_LANGUAGE_LIST: Final = "fact.preferred_language"


def language_of(standing: Standing) -> Rendered:
    """The preferred language."""
    fact = standing.get(FactKind.PREFERRED_LANGUAGE)
    if fact is None:
        return [], []
    concept = {"coding": [{"system": HUMAN_LANGUAGE, "code": fact.value}]}
    made = [{"language": concept, "preferred": True}] if fact.value is not None else []
    return made, beyond_element(standing, FactKind.PREFERRED_LANGUAGE)


def interpreter_said(resource: Resource, findings: Findings) -> Iterator[Said]:
    """Whether an interpreter is needed, by the extension of HL7 or the older one of UK Core."""
    holders = (resource, *extensions(resource, NHS_COMMUNICATION))
    held = [extension_value(resource, INTERPRETER_REQUIRED)]
    held += [extension_value(each, "interpreterRequired") for each in holders[1:]]
    answers = list(dict.fromkeys(each for each in held if isinstance(each, bool)))
    if len(answers) > 1:
        findings.wrong("extension", _CONTRADICTED)
    elif answers:
        yield Said(FactKind.INTERPRETER, "extension", FactAnswer.KNOWN, "Y" if answers[0] else "N")


def interpreter_of(standing: Standing) -> list[Resource]:
    """Whether an interpreter is needed, and what the extension of HL7 cannot say of it."""
    fact = standing.get(FactKind.INTERPRETER)
    if fact is None:
        return []
    made = [{"url": INTERPRETER_REQUIRED, "valueBoolean": fact.value == "Y"}] if fact.value is not None else []
    return [*made, *beyond_element(standing, FactKind.INTERPRETER)]
