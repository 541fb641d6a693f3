"""How what is known of a child is corrected: what differs is written as next versions, and nothing is overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    DemographicsOfChild,
    FactOfChild,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.child_numbers import absence_of_number, absent_number, local_numbers, number_in_use
from app.clinical.identifiers import NhsNumber
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.errors import Conflict
from app.identity import Identity, shown
from app.register.finding import note_shown
from app.register.particulars import (
    LocalNumber,
    read_demographics,
    read_facts,
    read_local_number,
    read_nhs_number,
    read_status,
    read_true_from,
)
from app.register.ports import FoundChild, RegisterRecords
from app.register.registration import facts_learned, holders_of
from app.register.standing import standing_digest, standing_values
from app.register.typed import LOST_PLACE, Reading, Typed

MERGED = "This record was merged into another. Correct the record that stands for the child."


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was corrected, by the keys of the items; none when the form changed nothing."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotCorrected:
    """Nothing was written: what is wrong, and who has a number already."""

    problems: tuple[Problem, ...]
    holders: tuple[FoundChild, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: somebody else changed the record after the form was given out. `child` is as it stands."""

    child: Child


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers as the form states them."""

    nhs_number: NhsNumber | None
    taken_away: bool
    status: str | None
    local: LocalNumber | None
    ended: frozenset[Identity]


@dataclass(frozen=True, slots=True)
class _Given:
    demographics: Demographics
    numbers: _Numbers
    facts: tuple[ChildFact, ...]


def correct_child(child: Child, typed: Typed, work: Work[RegisterRecords]) -> Corrected | NotCorrected | Stale:
    """Write what the form changes of a child: a version of who they are, versions of numbers, new facts; audited.

    The form's field `seen` is the digest it was given out with. A fact or number left blank stays as it was.

    Raises:
        NotPermitted: the principal may not correct.
        Conflict: the record was merged into another.
    """
    require(work.principal, Permission.REGISTER_CHILD)
    today = london_date(work.now)
    if child.merged_into is not None:
        raise Conflict(MERGED)
    reading = Reading(typed)
    given = _read(reading, child, work)
    if not reading.text("seen"):
        reading.wrong("family_name", "form", LOST_PLACE)
    elif reading.text("seen") != standing_digest(child, today):
        return Stale(child)
    if reading.problems or given is None:
        return NotCorrected(tuple(reading.problems))
    taken = holders_of(_new_number(given.numbers, child), given.numbers.local, work, but_not=child.id)
    if taken is not None:
        note_shown(taken.holders, "correcting", work)
        return NotCorrected(taken.problems, taken.holders)
    return _write(child, given, work)


def _new_number(numbers: _Numbers, child: Child) -> NhsNumber | None:
    return None if numbers.nhs_number == child.nhs_number else numbers.nhs_number


def _read(reading: Reading, child: Child, work: Work[RegisterRecords]) -> _Given | None:
    today = london_date(work.now)
    demographics = read_demographics(reading, today, child.demographics)
    numbers = _read_numbers(reading, child, today)
    facts = read_facts(reading, standing_values(child, today))
    since = read_true_from(reading, child.demographics.birth_date, today)
    if reading.problems or demographics is None or numbers is None:
        return None
    return _Given(demographics, numbers, facts_learned(facts, work, known_of=child, since=since))


def _read_numbers(reading: Reading, child: Child, today: date) -> _Numbers | None:
    typed, current = read_nhs_number(reading), number_in_use(child)
    away = reading.ticked("nhs_number.none")
    if away and typed is not None and (current is None or typed != current.value):
        reading.wrong("nhs_number", "contradiction", "A new number is given, and none at all. Keep one of them.")
    status = _status(reading, typed, child, today)
    local, mine = read_local_number(reading), local_numbers(child)
    if local is not None and any((each.value, each.issuer) == (local.value, local.issuer) for each in mine):
        local = None
    ended = frozenset(each.id for each in mine if reading.ticked(f"end.{shown(each.id)}"))
    numbered = not away and (bool(reading.text("nhs_number")) or current is not None)
    if not numbered and not reading.text("local_identifier") and len(ended) == len(mine):
        reading.wrong("local_identifier", "missing", "A child keeps an NHS number or a local patient number. Add one.")
    return None if reading.problems else _Numbers(None if away else typed, away, status, local, ended)


def _status(reading: Reading, typed: NhsNumber | None, child: Child, today: date) -> str | None:
    """The status of the number, or of its absence. One that stays as it was is not judged anew: babies grow."""
    current, text = number_in_use(child), reading.text("nhs_number")
    said = current or absence_of_number(child)
    stood = said.status if said is not None else None
    away = reading.ticked("nhs_number.none") and current is not None
    same_number = not away and (not text or (current is not None and typed == current.value))
    if same_number and reading.text("nhs_number_status") == (stood or ""):
        return stood
    numbered = not reading.ticked("nhs_number.none") and bool(text or current)
    return read_status(reading, numbered=numbered, born=child.demographics.birth_date, today=today)


def _write(child: Child, given: _Given, work: Work[RegisterRecords]) -> Corrected | Stale:
    organisation, now, by = child.organisation, work.now, work.principal.account
    writes: list[object] = []
    items = list(_demographic_items(child.demographics, given.demographics))
    if items:
        writes.append(DemographicsOfChild(organisation, child.id, child.version + 1, given.demographics, now, by))
    identifiers = tuple(_identifiers(child, given.numbers, work))
    writes += [IdentifierOfChild(organisation, child.id, each, now, by) for each in identifiers]
    items += dict.fromkeys(
        "child.nhs_number" if each.kind is IdentifierKind.NHS_NUMBER else "child.local_identifier"
        for each in identifiers
    )
    writes += [FactOfChild(organisation, child.id, fact) for fact in given.facts]
    items += [f"fact.{fact.kind.value}" for fact in given.facts]
    if not writes:
        return Corrected(())
    event = audit_event(
        work.principal,
        AuditAction.CHILD_CORRECTED,
        identity=work.new_identity(),
        at=now,
        child=child.id,
        detail=", ".join(items),
    )
    try:
        work.records.commit(Unit(tuple(writes), (event,)))
    except Conflict:
        after = work.records.child(child.id)
        if standing_digest(after, london_date(now)) == standing_digest(child, london_date(now)):
            raise
        return Stale(after)
    return Corrected(tuple(items))


def _demographic_items(before: Demographics, after: Demographics) -> Iterator[str]:
    for name in ("family_name", "given_name", "title", "preferred_name", "birth_date", "gender"):
        if getattr(before, name) != getattr(after, name):
            yield f"child.{name}"


def _identifiers(child: Child, given: _Numbers, work: Work[RegisterRecords]) -> Iterator[ChildIdentifier]:
    """The identifiers to add, and the next versions of those that stand."""
    today, current = london_date(work.now), number_in_use(child)
    new = given.nhs_number if current is None or given.nhs_number != current.value else None
    if current is not None and (given.taken_away or new is not None):
        yield replace(current, version=current.version + 1, until=today)
    if new is not None:
        yield ChildIdentifier(work.new_identity(), IdentifierKind.NHS_NUMBER, new, None, given.status, today)
    elif current is not None and not given.taken_away:
        if given.status != current.status:
            yield replace(current, version=current.version + 1, status=given.status)
    elif given.status:
        yield from _absence(child, given.status, work)
    for each in local_numbers(child):
        if each.id in given.ended:
            yield replace(each, version=each.version + 1, until=today)
    if given.local is not None:
        value, issuer = given.local.value, given.local.issuer
        yield ChildIdentifier(work.new_identity(), IdentifierKind.LOCAL, value, issuer, None, today)


def _absence(child: Child, status: str, work: Work[RegisterRecords]) -> Iterator[ChildIdentifier]:
    before = absence_of_number(child)
    if before is None:
        yield absent_number(work.new_identity(), status, work.now)
    elif before.status != status:
        yield replace(before, version=before.version + 1, status=status)
