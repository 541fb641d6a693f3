"""An encounter as its page shows it: every version, and what each says by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.capture.scores_form import told_scores
from app.capture.visit import Visit
from app.clinical import code_lists
from app.clinical.ages import clinical_date
from app.clinical.complexity import Complexity, complexity_of
from app.clinical.encounter import Encounter
from app.clinical.history import last_answers
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class StatementShown:
    """One statement in words; `differs` when the version before did not say the same."""

    term: str
    words: str
    sensitive: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of a version: its answer in words and its statements."""

    group: Group
    answer: str
    statements: tuple[StatementShown, ...]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version of an encounter."""

    encounter: Encounter
    groups: tuple[GroupShown, ...]
    recorded_at: datetime
    by: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """The current version first, then those before it."""

    current: VersionShown
    earlier: tuple[VersionShown, ...]
    complexity: Complexity


def record_view(visit: Visit, versions: Sequence[Encounter], see_sensitive: bool) -> RecordView:
    """The versions of an encounter (the first first) as its page shows them, the current one first.

    Sensitive statements are left out for those who may not see them.
    """
    before: list[Encounter | None] = [None, *versions]
    shown = [version_shown(visit, encounter, before[place], see_sensitive) for place, encounter in enumerate(versions)]
    current = versions[-1]
    answers = last_answers(visit.encounters, current.contact.on)
    complexity = complexity_of(current.statements, answers, visit.refset)
    return RecordView(shown[-1], tuple(reversed(shown[:-1])), complexity)


def version_shown(visit: Visit, encounter: Encounter, before: Encounter | None, see_sensitive: bool) -> VersionShown:
    """One version in words, with what differs from the version before it, if that is given."""
    groups = []
    for group in Group:
        statements = tuple(
            _statement(visit, statement, before)
            for statement in encounter.statements
            if statement.group is group and (see_sensitive or not _sensitive(visit, statement))
        )
        answer = encounter.answer(group)
        if statements or answer is not GroupAnswer.NOT_ASKED:
            groups.append(GroupShown(group, answer.words, statements))
    by = visit.name_of(encounter.professional) or "a member of staff"
    return VersionShown(encounter, tuple(groups), encounter.recorded_at, by, _rows(visit, encounter))


def _sensitive(visit: Visit, statement: Statement) -> bool:
    member = visit.refset.known(statement.concept)
    return member is not None and member.sensitive


def _statement(visit: Visit, statement: Statement, before: Encounter | None) -> StatementShown:
    words = [statement.change.words]
    if statement.certainty is not Certainty.DIAGNOSED:
        words.append(statement.certainty.words)
    if statement.concept is None:
        words.append("in the clinician's words, to be coded")
    elif visit.refset.known(statement.concept) is None:
        words.append("outside the reference set, not counted")
    words += _since_replaced(visit, statement)
    if statement.traffic_light is not None:
        words.append(f"traffic light {statement.traffic_light.words.lower()}")
    if statement.primary:
        words.append("Primary")
    if statement.onset is not None:
        words.append(f"since {statement.onset.shown()}")
    if statement.diagnosed is not None:
        words.append(f"diagnosed {statement.diagnosed.shown()}")
    if statement.diagnosed_by is not None:
        words.append(f"by {statement.diagnosed_by.words.lower()}")
    earlier = before.statement_of(statement.need) if before else None
    differs = before is not None and earlier != statement and statement.change is not Change.CARRIED
    return StatementShown(statement.term, ", ".join(words), _sensitive(visit, statement), differs)


def _since_replaced(visit: Visit, statement: Statement) -> list[str]:
    """What has become of the concept since: the record reads as it was recorded, and says what it is called now."""
    concept = statement.concept
    if concept is None or concept in visit.refset.members:
        return []
    replaced = visit.refset.beyond.replaced(concept)
    if replaced is None:
        return []
    certain = replaced.certain
    return [f"now {certain.likeness.words} {certain.term} in SNOMED CT" if certain else "no longer in SNOMED CT"]


def _rows(visit: Visit, encounter: Encounter) -> tuple[tuple[str, str], ...]:
    contact = encounter.contact
    rows = [("Attendance", contact.attendance.words)]
    if contact.mechanism is not None:
        rows.append(("Held", code_lists.CONSULTATION_MECHANISM.words(contact.mechanism.value)))
    if contact.minutes is not None:
        rows.append(("Length", f"{contact.minutes} minutes"))
    joined = [each for each in encounter.activities[1:] if each.professional is not None]
    if joined:
        names_of = [visit.name_of(each.professional) or "a member of staff" for each in joined]
        with_minutes = [
            f"{name}, {each.minutes} minutes" if each.minutes else name
            for name, each in zip(names_of, joined, strict=True)
        ]
        rows.append(("With", "; ".join(with_minutes)))
    if encounter.present:
        rows.append(("Present", ", ".join(sorted(each.words for each in encounter.present))))
    if encounter.outcome is not None:
        rows.append(("Outcome", encounter.outcome.words))
    following = encounter.next_appointment
    if following is not None:
        names = {clinic.id: clinic.name for clinic in visit.clinics}
        parts = [f"in {following.weeks} weeks"]
        if following.clinic is not None:
            parts.append(names.get(following.clinic, "another clinic"))
        if following.minutes is not None:
            parts.append(f"{following.minutes} minutes")
        rows.append(("Next appointment", ", ".join(parts)))
    rows.extend(_plan_rows(encounter))
    if encounter.scores:
        rows.append(("Assessment scores", "; ".join(told_scores(encounter.scores, visit.tools, visit.refset))))
    if encounter.amendment_reason is not None:
        rows.append(("Reason for amending", encounter.amendment_reason))
    return tuple(rows)


def _plan_rows(encounter: Encounter) -> list[tuple[str, str]]:
    rows = []
    if encounter.contact.cancelled_on is not None:
        rows.append(("Cancelled on", clinical_date(encounter.contact.cancelled_on)))
    if encounter.contact.replacement_offered_on is not None:
        rows.append(("Replacement offered on", clinical_date(encounter.contact.replacement_offered_on)))
    if encounter.safeguarding_check is not None:
        rows.append(("Safeguarding check", encounter.safeguarding_check.words))
    if encounter.onward_referrals:
        names = [code_lists.TEAM_TYPE.words(each.to) for each in encounter.onward_referrals]
        rows.append(("Referred to", ", ".join(names)))
    if encounter.tests_requested:
        rows.append(("Tests requested", ", ".join(each.words for each in encounter.tests_requested)))
    if encounter.copies:
        copies = [f"{each.recipient.words} ({each.sharing.words})" for each in encounter.copies]
        rows.append(("Letter to", ", ".join(copies)))
    growth = encounter.growth
    if growth is not None:
        measured = (
            (growth.weight_grams, 1_000, "kg"),
            (growth.height_millimetres, 10, "cm tall"),
            (growth.head_circumference_millimetres, 10, "cm round the head"),
        )
        said = [f"{value / parts:g} {unit}" for value, parts, unit in measured if value is not None]
        rows.append(("Measured", ", ".join(said)))
    return rows
