"""A child who was not known is registered as their Patient says."""

from datetime import date, timedelta

import pytest

from app.access.audit import AuditAction
from app.clinical.child import (
    FactAnswer,
    FactKind,
)
from app.clinical.child_numbers import absence_of_number
from app.clinical.identifiers import NhsNumber
from app.clinical.pseudonym import PseudonymBasis, child_pseudonym
from app.fhir.mapping.given import FactGiven
from app.fhir.receiving.children import registration
from app.identity import Identity, shown
from tests.clinical import examples
from tests.fhir.receiving.child_examples import (
    BORN,
    KEY,
    NOW,
    ONE,
    TODAY,
    local_said,
    sent,
    work_of,
)

CHILD = Identity(7_000_001)


def test_a_child_who_is_not_known_is_registered_with_an_audit_event() -> None:
    postcode = FactGiven(FactKind.POSTCODE, FactAnswer.KNOWN, "LS1 4AP", date(2022, 1, 2))
    given_ = sent(ONE, "01", local_said("L1", "RYY"), facts=(postcode,))
    child, event = registration(given_, work_of(), CHILD, KEY)
    assert (child.id, child.organisation) == (CHILD, examples.ORGANISATION.id)
    assert child.demographics == given_.demographics
    assert [
        (each.kind.value, each.value, each.issuer, each.status, each.since, each.until) for each in child.identifiers
    ] == [
        ("nhs_number", ONE, None, "01", TODAY, None),
        ("local", "L1", "RYY", None, TODAY, None),
    ]
    assert [(each.kind, each.value, each.since, each.recorded_at) for each in child.facts] == [
        (FactKind.POSTCODE, "LS1 4AP", date(2022, 1, 2), NOW)
    ]
    assert child.pseudonym == child_pseudonym(KEY, ONE, "RYY", None)
    assert (child.registered_at, child.registered_by) == (NOW, examples.ACCOUNT)
    assert (event.action, event.child, event.detail) == (AuditAction.CHILD_REGISTERED, CHILD, None)


def test_a_newborn_without_any_number_has_the_identity_here_as_the_local_identifier() -> None:
    child, _ = registration(sent(None, None, born=TODAY), work_of(), CHILD, KEY)
    absence, own = child.identifiers
    assert absence == absence_of_number(child)
    assert (absence.value, absence.status, absence.since, absence.until) == ("", "08", TODAY, TODAY)
    assert (own.value, own.issuer) == (shown(CHILD), "RXX01")
    assert child.nhs_number is None
    assert child.pseudonym.basis is PseudonymBasis.LOCAL_IDENTIFIER


@pytest.mark.parametrize(
    ("number", "said", "born", "status"),
    [
        (ONE, None, BORN, "02"),
        (ONE, "05", BORN, "05"),
        (None, None, BORN, "03"),
        (None, "07", BORN, "07"),
        (None, None, TODAY - timedelta(41), "08"),
    ],
)
def test_a_status_that_nobody_said_claims_no_trace(
    number: NhsNumber | None, said: str | None, born: date, status: str
) -> None:
    child, _ = registration(sent(number, said, local_said("L1"), born=born), work_of(), CHILD, KEY)
    assert child.identifiers[0].status == status


def test_a_child_with_local_identifiers_alone_has_a_pseudonym_of_the_first() -> None:
    child, _ = registration(sent(None, None, local_said("L1", "RYY"), local_said("L2")), work_of(), CHILD, KEY)
    assert [each.value for each in child.identifiers] == ["", "L1", "L2"]
    assert child.pseudonym == child_pseudonym(KEY, None, "RYY", local_said("L1").value)
