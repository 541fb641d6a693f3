"""The form as posted, turned into an encounter: every field read, every fault told, nothing guessed."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.capture.contact_form import read_activities, read_contact, read_present
from app.capture.fields import CHANGED_ON_ITS_WAY, FieldReader
from app.capture.needs_form import read_groups, read_statements
from app.capture.plan_form import (
    read_copies,
    read_facts,
    read_growth,
    read_next_appointment,
    read_onward_referrals,
    read_safeguarding_check,
    read_tests,
)
from app.capture.scores_form import read_scores
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.child import ChildFact
from app.clinical.encounter import Encounter, EncounterKind, Outcome
from app.clinical.needs import Change, Statement
from app.clinical.ports import Records, Work
from app.clinical.problems import Problem
from app.clinical.timing import InputMode, Timing
from app.identity import shown
from app.terminology.concept import ConceptId, parse_concept_id

NOT_SAID = frozenset({"action", "proof", "add", "started", "first_input", "mode", "place"})
"""Fields of the page that say nothing about the visit: how it was filled in, and what was still being looked up."""

_ANOTHER_CHILD = (
    "This form was opened for another child. Nothing was recorded. Open this child's form again from the clinic list."
)
_OF_A_NEED = re.compile(r"n[0-9]+\.")
_LONGEST_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form read: the encounter and the child's facts it states, and the problems of single fields.

    With a problem, the encounter holds what could be read, so that every other rule can be checked too.
    """

    encounter: Encounter
    facts: tuple[ChildFact, ...]
    problems: tuple[Problem, ...]


def read_form(typed: Typed, visit: Visit, work: Work[Records]) -> ReadForm:
    """Turn the form of a visit into an encounter.

    The first version of a new encounter, or, where the visit amends one, the version after the one the
    form was made from.
    """
    reader = FieldReader(typed)
    _check_page(reader, visit)
    contact = read_contact(reader, visit)
    current = visit.current
    statements = read_statements(reader, contact, visit, work)
    encounter = Encounter(
        id=current.id if current else work.new_identity(),
        version=(reader.number("version") or current.version) + 1 if current else 1,
        record_number=_record_number(reader, visit),
        organisation=work.principal.organisation.id,
        child=visit.child.id,
        referral=visit.referral.id,
        kind=EncounterKind.CARE_CONTACT,
        contact=contact,
        activities=read_activities(reader, contact, visit, work),
        present=read_present(reader, contact),
        groups=read_groups(reader, contact),
        statements=statements,
        outcome=reader.choice("outcome", typed.text("outcome"), Outcome),
        next_appointment=read_next_appointment(reader, visit),
        appointment=visit.appointment.id if visit.appointment else None,
        professional=current.professional if current else work.principal.professional,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        form_token=_form_token(reader),
        amendment_reason=typed.text("amendment_reason") or None if current else None,
        profession=current.profession if current else visit.profession,
        growth=read_growth(reader),
        onward_referrals=read_onward_referrals(reader, visit),
        copies=read_copies(reader),
        tests_requested=read_tests(reader),
        safeguarding_check=read_safeguarding_check(reader, contact, visit),
        timing=_timing(typed, statements, visit, work.now),
        moved_from=current.moved_from if current else None,
        form_digest=form_digest(typed),
        scores=read_scores(reader, visit),
    )
    facts = read_facts(reader, visit, work)
    # What else is wrong with another child's form is nothing to mend here.
    of_another = [problem for problem in reader.problems if problem.item == "child"]
    return ReadForm(encounter, facts, tuple(of_another or reader.problems))


def _check_page(reader: FieldReader, visit: Visit) -> None:
    """A form belongs to the child it was given out for, whatever address it is sent to, and comes whole."""
    if reader.typed.text("child") != shown(visit.child.id):
        reader.told("child", "other-child", _ANOTHER_CHILD)
    if any(_OF_A_NEED.match(name) for name in reader.typed.fields):
        reader.told("form_token", "unreadable", CHANGED_ON_ITS_WAY)


def _record_number(reader: FieldReader, visit: Visit) -> int:
    """The number this version gets: the one after the last that stood when the page was made."""
    last = reader.number("record_number") or 0
    if last > visit.record_number:
        reader.told("record_number", "unreadable", CHANGED_ON_ITS_WAY)
    return last + 1


def _form_token(reader: FieldReader) -> str | None:
    if reader.typed.text("form_token") and not reader.typed.form_token:
        reader.told("form_token", "unreadable", CHANGED_ON_ITS_WAY)
    return reader.typed.form_token or None


def form_digest(typed: Typed) -> bytes:
    """The SHA-256 (32 bytes) of what a form says, the same for the same content however it was filled in."""
    plain = {name: texts for name, texts in typed.fields.items() if name not in NOT_SAID}
    needs = [[need.key, dict(need.fields)] for need in typed.needs]
    return hashlib.sha256(json.dumps([plain, needs], sort_keys=True).encode("utf-8", "surrogatepass")).digest()


def _timing(typed: Typed, statements: tuple[Statement, ...], visit: Visit, now: datetime) -> Timing | None:
    """How long it took; None where the page's marks are missing or make no sense, as timing never stops a recording."""
    if visit.current is not None:
        return visit.current.timing
    try:
        given_out = datetime.fromisoformat(typed.text("started"))
        if given_out.tzinfo is None:
            return None
        started = given_out.astimezone(UTC)
        mode = InputMode(typed.text("mode") or InputMode.WITHOUT_SCRIPTS)
        waited = typed.text("first_input")
        first = started + timedelta(milliseconds=min(int(waited), _LONGEST_DAY)) if waited else None
    except (ValueError, OverflowError):
        return None
    if started > now:
        return None
    changes = [statement.change for statement in statements]
    return Timing(
        started,
        min(first, now) if first is not None and first >= started else None,
        now,
        changes.count(Change.NEW),
        changes.count(Change.STILL_PRESENT) + changes.count(Change.REVIEWED_UNCHANGED),
        changes.count(Change.CARRIED),
        mode,
    )


def concept_to_add(action: str) -> ConceptId | None:
    """The concept of a button that adds a member (`add:128188000`), or None for any other."""
    verb, _, text = action.partition(":")
    if verb != "add":
        return None
    try:
        return parse_concept_id(text)
    except ValueError:
        return None
