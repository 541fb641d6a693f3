"""How a child is found: by NHS number or local identifier in one box, or by name and date of birth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import parse_clinical_date
from app.clinical.identifiers import parse_local_patient_id
from app.clinical.ports import Unit, Work
from app.errors import Rejected
from app.identity import Identity
from app.register.names import name_key
from app.register.ports import FoundChild, RegisterRecords
from app.register.typed import Reading, Typed, typed_nhs_number

_NEITHER = "This is neither an NHS number, which has 10 digits, nor a local patient number. Check it and type it again."


class SearchKind(StrEnum):
    """What a search went by."""

    NUMBER = "number"
    NAME = "name and date of birth"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    `alike` are the children among the hits that share family name and date of birth with another of them.
    """

    kind: SearchKind
    hits: tuple[FoundChild, ...]
    alike: frozenset[Identity]


def find_children(typed: Typed, work: Work[RegisterRecords]) -> Found:
    """Search by `number`, or else by `family_name`, `given_name` (may be blank) and `birth_date`; audited.

    Raises:
        NotPermitted: the principal may not find children.
        Rejected: what was typed cannot be searched for; every problem under its field's name.
    """
    require(work.principal, Permission.FIND_CHILD)
    found = search(typed, work.records)
    note_shown(found.hits, found.kind.value, work)
    return found


def note_shown(hits: Sequence[FoundChild], by: str, work: Work[RegisterRecords]) -> None:
    """Audit that children were looked for and shown: by what, and how many; nothing of who they are."""
    event = audit_event(
        work.principal,
        AuditAction.CHILDREN_SEARCHED,
        identity=work.new_identity(),
        at=work.now,
        detail=f"{by}: {len(hits)} found",
    )
    work.records.commit(Unit((), (event,)))


def search(typed: Typed, records: RegisterRecords) -> Found:
    """The search itself.

    Raises:
        Rejected: as for `find_children`.
    """
    reading = Reading(typed)
    if reading.text("number"):
        hits, kind = _by_number(reading, records), SearchKind.NUMBER
    else:
        hits, kind = _by_name(reading, records), SearchKind.NAME
    if reading.problems:
        raise Rejected(reading.problems)
    return Found(kind, hits, alike(hits))


def alike(hits: Iterable[FoundChild]) -> frozenset[Identity]:
    """Those who share family name and date of birth with another; records merged into another do not count."""
    named: dict[tuple[str, date], list[Identity]] = {}
    for hit in hits:
        born = hit.demographics.birth_date
        if born is not None and hit.merged_into is None:
            named.setdefault((name_key(hit.demographics.family_name), born), []).append(hit.child)
    return frozenset(child for children in named.values() if len(children) > 1 for child in children)


def _by_number(reading: Reading, records: RegisterRecords) -> tuple[FoundChild, ...]:
    text = reading.text("number")
    hits: dict[Identity, FoundChild] = {}
    fault = _NEITHER
    try:
        hits |= _by_child(records.children_by_nhs_number(typed_nhs_number(text)))
        fault = ""
    except ValueError as refused:
        if _looks_like_nhs_number(text):
            fault = str(refused)
    try:
        local = _by_child(records.children_by_local_identifier(parse_local_patient_id(text)))
        # A number in use tells more than the same child's superseded one.
        hits |= {child: hit for child, hit in local.items() if child not in hits or not hit.superseded}
        fault = fault if _looks_like_nhs_number(text) and not hits else ""
    except ValueError:
        pass
    if fault:
        reading.wrong("number", "value", fault)
    return tuple(hits.values())


def _by_child(hits: Iterable[FoundChild]) -> Mapping[Identity, FoundChild]:
    return {hit.child: hit for hit in hits}


def _looks_like_nhs_number(text: str) -> bool:
    digits = [each for each in text if not each.isspace() and each != "-"]
    return len(digits) == 10 and all(each.isascii() and each.isdigit() for each in digits)


def _by_name(reading: Reading, records: RegisterRecords) -> tuple[FoundChild, ...]:
    family = reading.name("family_name", "Type a number above, or a family name and a date of birth.")
    given = reading.name("given_name")
    born = None
    if reading.text("birth_date"):
        born = reading.parsed("birth_date", parse_clinical_date)
    else:
        reading.wrong("birth_date", "missing", "Type the date of birth too: many children share a name.")
    if reading.problems or family is None or born is None:
        return ()
    return records.children_by_name(family, given, born)
