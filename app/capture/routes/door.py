"""What the routes of capture work with, and what several of them do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from app.access.audit import AuditAction, audit_event
from app.access.people import Principal
from app.capture.ports import CaptureRecords, HandBackShown
from app.capture.usual import UsualNeeds
from app.capture.visit import FormRules, Visit
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit, Work
from app.identity import Identity
from app.terminology.refset import Refset
from app.web.calls import Call
from app.web.pages import Pages

Begin = Callable[[Principal], AbstractContextManager[Work[CaptureRecords]]]


class HandsBack(Protocol):
    """Hands what was recorded back to the record from which the form was opened, where it was opened from one."""

    def after_saving(self, principal: Principal, encounter: Identity) -> str | None:
        """Hand an encounter back; the path of the page that says why not, None when all is well."""
        ...

    def shown(self, principal: Principal, encounter: Encounter) -> HandBackShown | None:
        """What became of handing an encounter back; None when the form was opened from no other record."""
        ...


@dataclass(frozen=True, slots=True)
class Capture:
    """What the routes of capture work with; `refset` gives the reference set in use at this moment."""

    begin: Begin
    pages: Pages
    usual: UsualNeeds
    refset: Callable[[], Refset]
    fonts: Path
    rules: FormRules
    drafts_kept: timedelta
    hands_back: HandsBack


def current_of(visit: Visit) -> Encounter:
    """The encounter that a visit shows or amends."""
    if visit.current is None:
        raise RuntimeError("An encounter's page was asked for without an encounter.")
    return visit.current


def note(work: Work[CaptureRecords], action: AuditAction, child: Identity | None, subject: Identity | None) -> None:
    """Record the audit event of looking at or printing something."""
    event = audit_event(work.principal, action, identity=work.new_identity(), at=work.now, child=child, subject=subject)
    work.records.commit(Unit((), (event,)))


def by_script(call: Call) -> bool:
    """Whether a script of ours sent the request and takes the answer, rather than the browser itself."""
    return call.headers.get("accept") == "application/json"
