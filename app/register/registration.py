"""How a child is registered: read, judged, held against who is known already, and written with an audit event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    FactKind,
    IdentifierKind,
)
from app.clinical.child_numbers import absent_number
from app.clinical.identifiers import NhsNumber
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.clinical.pseudonym import child_pseudonym
from app.errors import Conflict, NotFound
from app.identity import Identity, parse_identity, shown
from app.register.finding import note_shown
from app.register.particulars import (
    FactGiven,
    LocalNumber,
    read_demographics,
    read_facts,
    read_local_number,
    read_nhs_number,
    read_status,
)
from app.register.ports import FoundChild, RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed, identity_typed

_TAKEN = "A child is registered with this number already. Open that record, shown above, or check the number."
_OTHER_FORM = "This form was used to register another child. Open a new one and type this child there."


@dataclass(frozen=True, slots=True)
class Registration:
    """A child as the form states them, before any look at who is known already."""

    demographics: Demographics
    nhs_number: NhsNumber | None
    status: str
    local: LocalNumber | None
    facts: tuple[FactGiven, ...]

    def fact(self, kind: FactKind) -> str | None:
        """The value given for a fact."""
        return next((each.value for each in self.facts if each.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Registered:
    """The child now stands in the record; `again` when the same form had registered them before."""

    child: Identity
    again: bool = False


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Nothing was written: what is wrong, who has a number already, and who looks alike and was not confirmed."""

    problems: tuple[Problem, ...] = ()
    holders: tuple[FoundChild, ...] = ()
    look_alikes: tuple[FoundChild, ...] = ()


def register_child(typed: Typed, work: Work[RegisterRecords], pseudonym_key: bytes) -> Registered | NotRegistered:
    """Register the child of a form whose field `child` is the identity it was given out with.

    The same form sent twice registers once. `confirmed` holds the identities of the look-alikes that were seen.

    Raises:
        NotPermitted: the principal may not register.
        Conflict: the form registered another child before.
    """
    require(work.principal, Permission.REGISTER_CHILD)
    reading = Reading(typed)
    given = read_registration(reading, work)
    identity = identity_typed(typed, "child")
    if identity is None:
        reading.wrong("family_name", "form", LOST_PLACE)
    if reading.problems or given is None or identity is None:
        return NotRegistered(tuple(reading.problems))
    before = _registered_before(identity, given, work)
    if before is not None:
        return before
    refusal = _holders(given, work) or _look_alikes(given, typed, work)
    if refusal is not None:
        note_shown((*refusal.holders, *refusal.look_alikes), "registering", work)
        return refusal
    return _write(_child(identity, given, work, pseudonym_key), given, work)


def read_registration(reading: Reading, work: Work[RegisterRecords]) -> Registration | None:
    """The child of a form; None, with the problems noted, when something is wrong."""
    today = london_date(work.now)
    demographics = read_demographics(reading, today)
    number = read_nhs_number(reading)
    born = demographics.birth_date if demographics is not None else None
    numbered = bool(reading.text("nhs_number"))
    status = read_status(reading, numbered=numbered, born=born, today=today)
    local = read_local_number(reading)
    if not numbered and not reading.text("local_identifier"):
        reading.wrong("local_identifier", "missing", "Without an NHS number a child needs a local patient number.")
    facts = read_facts(reading)
    if reading.problems or demographics is None or status is None:
        return None
    return Registration(demographics, number, status, local, facts)


def facts_learned(
    facts: Iterable[FactGiven],
    work: Work[RegisterRecords],
    *,
    known_of: Child | None = None,
    since: date | None = None,
) -> tuple[ChildFact, ...]:
    """The facts as rows, true from `since`; of a child known already only those that differ from what stands."""
    today = london_date(work.now)
    learned = []
    for each in facts:
        stands = known_of.fact(each.kind, today) if known_of is not None else None
        if stands is None or (stands.answer, stands.value) != (each.answer, each.value):
            row = ChildFact(
                work.new_identity(), each.kind, each.answer, each.value, since, None, work.now, work.principal.account
            )
            learned.append(row)
    return tuple(learned)


def holders_of(
    number: NhsNumber | None, local: LocalNumber | None, work: Work[RegisterRecords], but_not: Identity | None = None
) -> NotRegistered | None:
    """Who has one of the numbers in use, other than one child; None when nobody has."""
    by_number = work.records.children_by_nhs_number(number) if number is not None else ()
    having = [("nhs_number", hit) for hit in by_number if not hit.superseded]
    if local is not None:
        hits = work.records.children_by_local_identifier(local.value)
        having += [("local_identifier", hit) for hit in hits if _has_local(hit.child, local, work)]
    having = [(field, hit) for field, hit in having if hit.child != but_not]
    if not having:
        return None
    problems = tuple(Problem(field, "taken", _TAKEN) for field in dict.fromkeys(field for field, _ in having))
    return NotRegistered(problems, tuple({hit.child: hit for _, hit in having}.values()))


def _has_local(child: Identity, local: LocalNumber, work: Work[RegisterRecords]) -> bool:
    return any(
        each.kind is IdentifierKind.LOCAL
        and each.until is None
        and (each.value, each.issuer) == (local.value, local.issuer)
        for each in work.records.child(child).identifiers
    )


def _holders(given: Registration, work: Work[RegisterRecords]) -> NotRegistered | None:
    return holders_of(given.nhs_number, given.local, work)


def _look_alikes(given: Registration, typed: Typed, work: Work[RegisterRecords]) -> NotRegistered | None:
    found = work.records.look_alikes(given.demographics, given.fact(FactKind.POSTCODE), None)
    seen = confirmed(typed)
    if all(each.child in seen for each in found):
        return None
    return NotRegistered(look_alikes=found)


def confirmed(typed: Typed) -> frozenset[Identity]:
    """The children of whom it was said that they are others."""
    seen = set()
    for text in typed.get("confirmed", "").split():
        try:
            seen.add(parse_identity(text))
        except ValueError:
            continue
    return frozenset(seen)


def confirmation(look_alikes: Iterable[FoundChild]) -> str:
    """What the field `confirmed` holds when these were seen and are others."""
    return " ".join(shown(each.child) for each in look_alikes)


def _registered_before(identity: Identity, given: Registration, work: Work[RegisterRecords]) -> Registered | None:
    try:
        child = work.records.child(identity)
    except NotFound:
        return None
    same_name = child.demographics == given.demographics
    if child.nhs_number == given.nhs_number and (given.nhs_number is not None or same_name):
        return Registered(identity, again=True)
    raise Conflict(_OTHER_FORM)


def _child(identity: Identity, given: Registration, work: Work[RegisterRecords], key: bytes) -> Child:
    organisation, today = work.principal.organisation, london_date(work.now)
    if given.nhs_number is not None:
        number = ChildIdentifier(
            work.new_identity(), IdentifierKind.NHS_NUMBER, given.nhs_number, None, given.status, today
        )
    else:
        number = absent_number(work.new_identity(), given.status, work.now)
    identifiers, local = [number], given.local
    if local is not None:
        identifiers.append(
            ChildIdentifier(work.new_identity(), IdentifierKind.LOCAL, local.value, local.issuer, None, today)
        )
    issuer = local.issuer if local is not None else organisation.ods_code
    return Child(
        identity,
        organisation.id,
        child_pseudonym(key, given.nhs_number, issuer, local.value if local is not None else None),
        given.demographics,
        tuple(identifiers),
        facts_learned(given.facts, work),
        work.now,
        work.principal.account,
    )


def _write(child: Child, given: Registration, work: Work[RegisterRecords]) -> Registered | NotRegistered:
    event = audit_event(
        work.principal, AuditAction.CHILD_REGISTERED, identity=work.new_identity(), at=work.now, child=child.id
    )
    try:
        work.records.commit(Unit((child,), (event,)))
    except Conflict:
        # Somebody was quicker: the same form from another tab, or another form with the same number.
        raced = _registered_before(child.id, given, work) or _holders(given, work)
        if raced is None:
            raise
        return raced
    return Registered(child.id)
