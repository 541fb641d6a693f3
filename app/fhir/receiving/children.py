"""How a Patient becomes a child's record: matched with who is known, registered, or its changes written."""

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.clinical.child import Child, ChildIdentifier, IdentifierKind
from app.clinical.identifiers import LocalPatientId
from app.clinical.ports import Work
from app.clinical.pseudonym import child_pseudonym
from app.fhir.mapping.given import LocalGiven, PatientGiven
from app.fhir.ports import FhirRecords
from app.fhir.receiving.child_changes import changes, correction_event, facts_learned
from app.fhir.receiving.child_identifiers import local_given, number_given
from app.fhir.receiving.child_matching import Matched, match
from app.identity import Identity, shown

__all__ = ["Matched", "changes", "correction_event", "facts_learned", "match", "registration"]


def registration(
    given: PatientGiven, work: Work[FhirRecords], identity: Identity, pseudonym_key: bytes
) -> tuple[Child, AuditEvent]:
    """A child who was not known, under a new identity, and the audit event of registering them.

    A child without a number of any kind has their identity here as the local identifier, given by the organisation:
    a newborn is not turned away. The NHS number's status, where it was not said, is that of `status_by_default`.
    """
    organisation, who = work.principal.organisation, given.demographics
    local = given.locals or (() if given.nhs_number is not None else (_by_identity(identity, organisation.ods_code),))
    identifiers: list[ChildIdentifier] = [number_given(given, work)]
    identifiers += [local_given(each, work) for each in local]
    first = next((each for each in identifiers if each.kind is IdentifierKind.LOCAL), None)
    issuer = first.issuer if first is not None and first.issuer is not None else organisation.ods_code
    number = LocalPatientId(first.value) if first is not None else None
    child = Child(
        identity,
        organisation.id,
        child_pseudonym(pseudonym_key, given.nhs_number, issuer, number),
        who,
        tuple(identifiers),
        facts_learned(given.facts, work),
        work.now,
        work.principal.account,
    )
    event = audit_event(
        work.principal, AuditAction.CHILD_REGISTERED, identity=work.new_identity(), at=work.now, child=identity
    )
    return child, event


def _by_identity(identity: Identity, ods_code: str) -> LocalGiven:
    return LocalGiven(LocalPatientId(shown(identity)), ods_code, None)
