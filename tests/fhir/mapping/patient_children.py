"""Hypothesis strategies for children as the record may hold them, and what a Patient that says all of it comes to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from app.clinical.catalogue import DEFAULT_CODES, item, qualifier_item
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    FactAnswer,
    FactKind,
    Gender,
    IdentifierKind,
)
from app.clinical.child_facts import SEVERAL
from app.clinical.child_numbers import absence_of_number, local_numbers, number_in_use
from app.clinical.code_lists import CodeList
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.items import AnswerKind
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.fhir.mapping.given import FactGiven, LocalGiven, PatientGiven
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.patient import child_from_patient
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Problem, Severity
from app.fhir.systems import LOCAL_PATIENT
from app.identity import Identity
from tests.clinical.examples import ORGANISATION
from tests.fhir.mapping.core_values import received
from tests.fhir.terminology.known_examples import with_the_list_alone

TODAY: Final = date(2026, 11, 24)
NOW: Final = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
BORN: Final = date(2019, 3, 14)
PLACE: Final = "Bundle.entry[0].resource"
SURROUNDINGS: Final = Surroundings(ORGANISATION, TODAY, with_the_list_alone())
UK_CORE: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
CODES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
ODS: Final = "https://fhir.nhs.uk/Id/ods-organization-code"
NUMBER: Final = "9990000018"
OF_THE_MOTHER: Final = (FactKind.MOTHER_NHS_NUMBER, FactKind.MOTHER_NHS_NUMBER_STATUS)
OF_THE_ADDRESS: Final = (FactKind.ADDRESS, FactKind.POSTCODE)


def read(
    resource: dict[str, Any], surroundings: Surroundings = SURROUNDINGS
) -> tuple[PatientGiven | None, list[Problem]]:
    """What a Patient says, and everything noted about it."""
    problems: list[Problem] = []
    return child_from_patient(resource, Findings(PLACE, problems), surroundings), problems


def errors(problems: list[Problem]) -> list[str]:
    """The places of what refuses it, within the resource."""
    return [each.expression.removeprefix(f"{PLACE}.") for each in problems if each.severity is Severity.ERROR]


def warnings(problems: list[Problem]) -> list[str]:
    """The places of what is told and accepted."""
    return [each.expression.removeprefix(f"{PLACE}.") for each in problems if each.severity is Severity.WARNING]


def patient(**elements: Any) -> dict[str, Any]:
    """A Patient with a name and a birth date, and what else is given that is not empty."""
    return {
        "resourceType": "Patient",
        "name": [{"use": "official", "family": "SAMPLE", "given": ["Ada"]}],
        "birthDate": "2019-03-14",
        **{name: held for name, held in elements.items() if held != []},
    }


def said(**elements: Any) -> PatientGiven:
    """What a Patient says that nothing refuses."""
    given, problems = read(received(patient(**elements)))
    assert given is not None, problems
    return given


def facts_of(**elements: Any) -> dict[FactKind, FactGiven]:
    return {each.kind: each for each in said(**elements).facts}


def refused(**elements: Any) -> list[str]:
    """The places of what refuses a Patient."""
    given, problems = read(received(patient(**elements)))
    assert given is None
    return errors(problems)


def warned(**elements: Any) -> list[str]:
    """The places of what is told of a Patient that is accepted."""
    given, problems = read(received(patient(**elements)))
    assert given is not None, problems
    return warnings(problems)


def coded(url: str, system: str, code: str) -> dict[str, Any]:
    return {"url": url, "valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def with_check_digit(nine: int) -> str | None:
    """An NHS number of nine digits and their check digit (modulus 11); None where it would be 10."""
    digits = f"{nine:09d}"
    check = -sum(int(each) * weight for each, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return None if check == 10 else f"{digits}{check}"


@cache
def nhs_numbers() -> st.SearchStrategy[str]:
    """NHS numbers of the range kept for tests."""
    made = st.integers(999_000_000, 999_999_998).map(with_check_digit)
    return made.filter(lambda each: each is not None).map(str)


@cache
def names() -> st.SearchStrategy[str]:
    """Names in several scripts, tidied."""
    word = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=6)
    others = st.lists(st.one_of(word, st.sampled_from(["O’Neil", "Łuczak-Ó", "St. John", "1"])), max_size=2)
    return others.map(lambda words: " ".join(["A", *words]))


@cache
def days(earliest: date = date(2002, 1, 1), latest: date = TODAY) -> st.SearchStrategy[date]:
    return st.dates(earliest, latest)


@cache
def sometimes(drawn: st.SearchStrategy[date]) -> st.SearchStrategy[date | None]:
    return st.none() | drawn


@cache
def values_of(kind: FactKind) -> st.SearchStrategy[str]:
    """Values of a fact as they are kept."""
    answers = item(f"fact.{kind.value}").answers
    if isinstance(answers, CodeList):
        return st.sampled_from(list(answers.answers))
    by_form = {
        AnswerKind.DATE: days(date(2026, 1, 1)).map(date.isoformat),
        AnswerKind.POSTCODE: st.sampled_from(["ZZ99 3VZ", "TS4 3BW", "SW1A 1AA", "M1 1AE"]),
        AnswerKind.YES_NO: st.sampled_from(["Y", "N"]),
        AnswerKind.NHS_NUMBER: nhs_numbers(),
        AnswerKind.ODS_CODE: _ods_codes(kind),
        AnswerKind.TEXT: names().map(lambda name: f"{name}, 1 & 2/b"),
    }
    assert isinstance(answers, AnswerKind)
    return by_form[answers]


def _ods_codes(kind: FactKind) -> st.SearchStrategy[str]:
    key = f"fact.{kind.value}"
    shortest, longest = item(key).length or (3, 6)
    coded = st.text("ABXY0189", min_size=shortest, max_size=longest)
    return st.one_of(coded, st.sampled_from(list(DEFAULT_CODES[key].answers))) if key in DEFAULT_CODES else coded


_ANSWERS = st.sampled_from([FactAnswer.KNOWN, FactAnswer.KNOWN, FactAnswer.NONE, FactAnswer.NOT_ASKED])
_STATUSES = st.sampled_from([None, "01", "02", "03", "04", "05", "06"])
_LOCAL = st.tuples(
    st.text("ABXY019", min_size=3, max_size=5), st.text("Ab0/_.-", max_size=19).map(lambda rest: f"L{rest}")
)


@st.composite
def facts(draw: st.DrawFn, kind: FactKind, identity: Identity) -> ChildFact:
    answer = draw(_ANSWERS)
    value = draw(values_of(kind)) if answer is FactAnswer.KNOWN else None
    since = draw(sometimes(days()))
    until = draw(sometimes(days(since or date(2020, 1, 1), date(2030, 1, 1))))
    recorded = NOW - timedelta(minutes=draw(st.integers(1, 1_000)))
    qualifier = draw(_qualifiers(kind)) if value is not None else None
    return ChildFact(identity, kind, answer, value, since, until, recorded, Identity(2), qualifier)


@cache
def _qualifiers(kind: FactKind) -> st.SearchStrategy[str | None]:
    asked = qualifier_item(kind)
    if asked is None:
        return st.none()
    assert isinstance(asked.answers, CodeList)
    return st.sampled_from([None, *asked.answers.answers])


@st.composite
def numbers(draw: st.DrawFn, born: date | None, one: Identity) -> list[ChildIdentifier]:
    """An NHS number in use or the absence of one; and a superseded one, or none."""
    kind, other = IdentifierKind.NHS_NUMBER, Identity(one + 1)
    since = draw(days())
    made = [ChildIdentifier(other, kind, "9990000018", None, "01", None, since)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        started = draw(sometimes(days()))
        return [*made, ChildIdentifier(one, kind, draw(nhs_numbers()), None, draw(_STATUSES), started)]
    baby = born is None or (TODAY - born).days < 42
    status = draw(st.sampled_from([None, "03", "04", "05", "06", "07", *(["08"] if baby else [])]))
    return [*made, ChildIdentifier(one, kind, "", None, status, since, since)]


@st.composite
def local_identifiers(draw: st.DrawFn, first: Identity) -> list[ChildIdentifier]:
    drawn = draw(st.lists(_LOCAL, unique=True, max_size=3))
    made = []
    for place, (issuer, value) in enumerate(drawn):
        period = draw(sometimes(days())), draw(sometimes(days()))
        kind = IdentifierKind.LOCAL
        made.append(ChildIdentifier(Identity(first + place), kind, value, issuer, None, *period))
    return made


@st.composite
def children(draw: st.DrawFn) -> Child:
    """A child with anything that the record may hold of one, born before the year of the tests."""
    born = draw(sometimes(days(latest=date(2025, 12, 31)))) if draw(st.booleans()) else None
    who = Demographics(
        draw(names()),
        draw(st.just("") | names()),
        draw(st.sampled_from([None, "Dr", "Miss", "Master"])),
        draw(st.none() | names()),
        born,
        draw(st.sampled_from(Gender)),
    )
    kinds = draw(st.lists(st.sampled_from(FactKind), max_size=10))
    identity = draw(st.integers(10_000, 2**62).map(Identity))
    known = tuple(draw(facts(kind, Identity(place))) for place, kind in enumerate(kinds, 100))
    return Child(
        identity,
        ORGANISATION.id,
        Pseudonym(bytes(32), PseudonymBasis.NHS_NUMBER),
        who,
        (*draw(numbers(born, Identity(11))), *draw(local_identifiers(Identity(21)))),
        known,
        NOW - timedelta(days=30),
        Identity(2),
    )


def facts_expected(child: Child) -> list[FactGiven]:
    """The facts that hold today, as a Patient states them: none of the mother's, and no address that is sensitive."""
    standing = [child.fact(kind, TODAY) for kind in FactKind if kind not in SEVERAL]
    several = [each for kind in SEVERAL for each in child.answers(kind, TODAY)]
    sensitive = any(
        each is not None and (each.kind, each.value) == (FactKind.SENSITIVE_ADDRESS, "Y") for each in standing
    )
    hidden = (*OF_THE_MOTHER, *(OF_THE_ADDRESS if sensitive else ()))
    return [
        FactGiven(each.kind, each.answer, each.value, each.since, each.until, each.qualifier)
        for each in (*standing, *several)
        if each is not None and each.answer is not FactAnswer.NOT_ASKED and each.kind not in hidden
    ]


def expected(child: Child) -> PatientGiven:
    """What a Patient rendered from a child says of them."""
    number, absence = number_in_use(child), absence_of_number(child)
    said = number or absence
    local = tuple(
        LocalGiven(LocalPatientId(each.value), each.issuer or "", LOCAL_PATIENT, each.since)
        for each in local_numbers(child)
    )
    return PatientGiven(
        child.demographics,
        NhsNumber(number.value) if number is not None else None,
        said.status if said is not None else None,
        local,
        tuple(in_order(facts_expected(child))),
        number.since if number is not None else None,
    )


def in_order(given: list[FactGiven]) -> list[FactGiven]:
    return sorted(given, key=lambda each: (list(FactKind).index(each.kind), each.value or "", each.since or date.min))


def ordered(given: PatientGiven) -> PatientGiven:
    """What a Patient says, its facts in the order of `in_order`."""
    return replace(given, facts=tuple(in_order(list(given.facts))))
