"""The booking-out form as a Questionnaire (FHIR R4, Questionnaire), for systems that fill it in themselves."""

import re
from functools import cache
from typing import Final

from app.clinical.needs import GroupAnswer
from app.fhir.mapping.listed_codes import GROUP_ANSWER, listed_coding, wording_of
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.questionnaire_questions import Part, Question, QuestionKind, group_link, parts
from app.fhir.systems import BOOKING_OUT_QUESTIONNAIRE, SNOMED_CT, UCUM
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset

FORM_VERSION: Final = "2"
"""Counts the changes of the questions; the release of the reference set is the other part of the version."""

ID: Final = "booking-out"

_HINT: Final = "http://hl7.org/fhir/StructureDefinition/entryFormat"
_UNIT: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
_LEAST: Final = "http://hl7.org/fhir/StructureDefinition/minValue"
_MOST: Final = "http://hl7.org/fhir/StructureDefinition/maxValue"

_DESCRIPTION: Final = (
    "What is said at the end of a visit that no other resource of the visit says. Every question may be left out: "
    "what is not answered changes nothing, and a group of needs without an answer was not asked about."
)


def version(refset: Refset) -> str:
    """The version of the form with the needs of a reference set: letters, digits, full stops and hyphens."""
    release = re.sub(r"[^A-Za-z0-9.]+", "-", refset.release.label).strip("-")
    return f"{FORM_VERSION}-{release}" if release else FORM_VERSION


def canonical(refset: Refset) -> str:
    """The url with the version, as a QuestionnaireResponse names the form it answers."""
    return f"{BOOKING_OUT_QUESTIONNAIRE}|{version(refset)}"


def questionnaire(refset: Refset) -> Resource:
    """The form, with the needs of a reference set; the same each time. Not to be changed.

    The answers of a list stand in the Questionnaire; needs are chosen from the implicit value set of the reference set,
    which ValueSet/$expand gives.
    """
    return {
        "resourceType": "Questionnaire",
        "id": ID,
        "url": BOOKING_OUT_QUESTIONNAIRE,
        "version": version(refset),
        "name": "BookingOut",
        "title": "Booking out",
        "status": "active",
        "subjectType": ["Patient", "Encounter"],
        "description": _DESCRIPTION,
        "item": _items(refset.release.refset),
    }


def needs_value_set(refset: ConceptId) -> str:
    """The implicit value set of a reference set (FHIR R4, Using SNOMED CT with FHIR)."""
    return f"{SNOMED_CT}?fhir_vs=refset/{refset}"


@cache
def _items(refset: ConceptId) -> list[Resource]:
    return [_part(each, refset) for each in parts()]


def _part(part: Part, refset: ConceptId) -> Resource:
    asked = [_item(each, refset) for each in part.questions]
    return {"linkId": part.link, "text": part.words, "type": "group", "item": asked}


def _item(question: Question, refset: ConceptId) -> Resource:
    made: Resource = {"linkId": question.link, "text": question.words, "type": question.kind.value}
    extensions = _extensions(question)
    if extensions:
        made["extension"] = extensions
    if question.repeats:
        made["repeats"] = True
    if question.kind in (QuestionKind.TEXT, QuestionKind.SHORT_TEXT) and question.length is not None:
        made["maxLength"] = question.length[1]
    made |= _choices(question, refset)
    if question.within:
        made["item"] = [_item(each, refset) for each in question.within]
    return made


def _choices(question: Question, refset: ConceptId) -> Resource:
    if question.kind is not QuestionKind.CHOICE:
        return {}
    if question.listed is None:
        return {**_when_some(question), "answerValueSet": needs_value_set(refset)}
    options = [{"valueCoding": listed_coding(question.listed, code)} for code in wording_of(question.listed)]
    return {"answerOption": options}


def _when_some(question: Question) -> Resource:
    """Needs are not named of a group in which none were identified."""
    if question.of_group is None:
        return {}
    none = listed_coding(GROUP_ANSWER, GroupAnswer.NONE_IDENTIFIED)
    return {"enableWhen": [{"question": group_link(question.of_group), "operator": "!=", "answerCoding": none}]}


def _extensions(question: Question) -> list[Resource]:
    made: list[Resource] = [{"url": _HINT, "valueString": question.hint}] if question.hint else []
    if question.kind is QuestionKind.WHOLE_NUMBER and question.bounds is not None:
        least, most = question.bounds
        made += [{"url": _LEAST, "valueInteger": least}, {"url": _MOST, "valueInteger": most}]
    made += [{"url": _UNIT, "valueCoding": {"system": UCUM, "code": each, "display": each}} for each in question.units]
    return made
