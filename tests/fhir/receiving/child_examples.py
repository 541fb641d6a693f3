"""Children known here, Patients that are sent of them, and the little of the records that is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

from app.access.people import Role
from app.clinical.ages import london_date
from app.clinical.child import Child, ChildIdentifier, Demographics, Gender, IdentifierKind
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.ports import Work
from app.fhir.mapping.given import FactGiven, LocalGiven, PatientGiven
from app.fhir.mapping.looking import Findings
from app.fhir.ports import FhirRecords
from app.fhir.receiving.children import Matched, match
from app.fhir.structure.problems import Problem
from app.identity import Identity
from tests.clinical import examples

ONE, OTHER, THIRD = NhsNumber("9990000018"), NhsNumber("9990000026"), NhsNumber("9990000034")
BORN, LATER = date(2019, 3, 14), date(2020, 4, 15)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
TODAY = london_date(NOW)
KEY = bytes(range(32))


def numbered(value: str, status: str | None = "01", until: date | None = None) -> ChildIdentifier:
    return ChildIdentifier(Identity(int(value[-4:])), IdentifierKind.NHS_NUMBER, value, None, status, BORN, until)


def local(value: str, issuer: str = "RXX01", until: date | None = None) -> ChildIdentifier:
    return ChildIdentifier(
        Identity(sum(map(ord, value + issuer))), IdentifierKind.LOCAL, value, issuer, None, BORN, until
    )


def known(identity: int, *identifiers: ChildIdentifier, born: date | None = BORN, **changes: Any) -> Child:
    """A child known here by these identifiers."""
    who = replace(examples.child().demographics, birth_date=born)
    return replace(examples.child(), id=Identity(identity), identifiers=identifiers, **{"demographics": who, **changes})


def local_said(value: str, issuer: str = "RXX01", *, said: bool = True) -> LocalGiven:
    return LocalGiven(LocalPatientId(value), issuer, "https://sender.example/Id", None, issuer_said=said)


def sent(
    number: NhsNumber | None = None,
    status: str | None = None,
    *local: LocalGiven,
    born: date | None = BORN,
    facts: tuple[FactGiven, ...] = (),
    **names: str | None,
) -> PatientGiven:
    """What a Patient says; the name is that of the children known here."""
    who = Demographics("Synthetic", "Alexandra", None, None, born, Gender.FEMALE)
    return PatientGiven(replace(who, **cast(Any, names)), number, status, local, facts)


def holders(*children: Child) -> Mapping[str | tuple[str, str], Child]:
    """The children by their numbers in use, and each under a key of nobody's besides."""
    held: dict[str | tuple[str, str], Child] = {}
    for child in children:
        held["", str(child.id)] = child
        for each in child.identifiers:
            if each.until is None:
                key = each.value if each.kind is IdentifierKind.NHS_NUMBER else (each.issuer or "", each.value)
                held[key] = child
    return held


def matched(
    given: PatientGiven, *children: Child, claimed: Child | None = None
) -> tuple[Matched | None, list[Problem]]:
    problems: list[Problem] = []
    findings = Findings("Bundle.entry[0].resource", problems)
    return match(given, claimed.id if claimed is not None else None, holders(*children), findings), problems


class FakeChildren:
    """Records that hold children alone."""

    def __init__(self, *children: Child) -> None:
        self._children = {child.id: child for child in children}

    def children(self, wanted: Sequence[Identity]) -> Mapping[Identity, Child]:
        return {each: self._children[each] for each in wanted if each in self._children}


def work_of(*children: Child) -> Work[FhirRecords]:
    """The work of a provider's system."""
    records = cast(FhirRecords, FakeChildren(*children))
    return Work(examples.principal(Role.SYSTEM), NOW, examples.REFSET, examples.identities(9_000_000), records)
