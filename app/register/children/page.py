"""What every page of a child's registration has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.audit import AuditAction, audit_event
from app.access.people import Principal
from app.access.permissions import Permission, may
from app.clinical.ages import london_date
from app.clinical.child import Child
from app.clinical.ports import Unit, Work
from app.errors import Said
from app.identity import Identity, shown
from app.register.ports import RegisterRecords


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered: its template under `register/`, what it shows, and its status."""

    template: str
    context: Mapping[str, Any]
    status: int = 200


def shared(work: Work[RegisterRecords], problems: Sequence[Said] = ()) -> dict[str, Any]:
    """What every page shows; `messages` holds the first message of each field."""
    return {
        "today": london_date(work.now),
        "messages": _first_of_each(problems),
        "sees_children": may(work.principal, Permission.SEE_CHILD),
        "merges": may(work.principal, Permission.MERGE_CHILDREN),
        "typed": {},
    }


def _first_of_each(problems: Sequence[Said]) -> Mapping[str, str]:
    messages: dict[str, str] = {}
    for problem in problems:
        messages.setdefault(problem.item, problem.message)
    return messages


def home(principal: Principal, child: Identity) -> str:
    """Where somebody sees a child: the record, or, for who may not see needs, the details of registration."""
    path = f"/children/{shown(child)}"
    return path if may(principal, Permission.SEE_CHILD) else f"{path}/registration"


def linked(child: Child, work: Work[RegisterRecords]) -> dict[str, Any]:
    """The record that stands for a child instead of this one, and those that this one stands for besides itself."""
    into = child.merged_into
    return {
        "child": child,
        "stands_for": work.records.child(into) if into is not None else None,
        "also": [work.records.child(each) for each in child.merged_from],
    }


def viewed(child: Child, work: Work[RegisterRecords], detail: str | None = None) -> None:
    """Audit that a child's details were shown."""
    event = audit_event(
        work.principal,
        AuditAction.CHILD_VIEWED,
        identity=work.new_identity(),
        at=work.now,
        child=child.id,
        detail=detail,
    )
    work.records.commit(Unit((), (event,)))
