"""The clinical rules an encounter must keep, whichever door it came by. Each answers with problems, all at once."""

import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinical import code_lists
from app.clinical.ages import PartialDate
from app.clinical.child import Child
from app.clinical.code_lists import CodeList
from app.clinical.encounter import CareActivity, Encounter, EncounterKind, Outcome
from app.clinical.entitlement import may_diagnose
from app.clinical.history import NeedHistory
from app.clinical.identifiers import parse_ods_code
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, Statement
from app.clinical.plan import (
    HEAVIEST_GRAMS,
    LARGEST_HEAD_MILLIMETRES,
    LIGHTEST_GRAMS,
    SHORTEST_MILLIMETRES,
    SMALLEST_HEAD_MILLIMETRES,
    TALLEST_MILLIMETRES,
    Growth,
)
from app.clinical.problems import Problem, Severity
from app.clinical.referral import Referral
from app.clinical.score_checks import score_problems
from app.clinical.scores import AssessmentScore, Tools
from app.identity import Identity
from app.terminology.refset import Group, Refset

LONGEST_CONTACT_MINUTES = 1_440
LONGEST_INTERVAL_WEEKS = 260
LONGEST_REASON = 500
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an encounter is judged against.

    `histories` are the child's needs as the encounters before this one left them; `introduced` are the
    needs that an earlier version of this encounter was the first to state, `later` those first stated at a
    contact after this one; `today` is the date in Europe/London. `received` says that a provider's system
    sent it: what was left out there cannot be asked for at the clinic's desk, so it is told rather than
    refused. `tools` are the assessment tools that the provider lists, None where it lists none; `scored`
    are the scores of the version that is amended.
    """

    child: Child
    referral: Referral
    histories: Sequence[NeedHistory]
    refset: Refset
    today: date
    introduced: frozenset[Identity] = frozenset()
    later: frozenset[Identity] = frozenset()
    received: bool = False
    tools: Tools | None = None
    scored: tuple[AssessmentScore, ...] = ()

    @property
    def left_out(self) -> Severity:
        """How bad it is that an item of the contact is missing."""
        return Severity.WARNING if self.received else Severity.ERROR


Rule = Callable[[Encounter, Circumstances], Iterator[Problem]]


def problems_of(encounter: Encounter, circumstances: Circumstances) -> tuple[Problem, ...]:
    """Every problem of an encounter, errors and warnings, in the order of the form."""
    return tuple(problem for rule in _RULES for problem in rule(encounter, circumstances))


def text_fault(text: str) -> str | None:
    """What is wrong with a typed text, or None.

    Refused are control characters, and characters that reorder text (Unicode bidirectional controls),
    which can make a record read otherwise than it is.
    """
    if text.isprintable():
        return None
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Co", "Cn") and character not in "\n\r\t":
            return "It has a character that cannot be recorded. Type it again without pasting."
        if unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"):
            return "It has a hidden character that turns text round. Type it again without pasting."
    return None


def _belongs(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    if circumstances.referral.child != encounter.child or circumstances.child.id != encounter.child:
        yield Problem("referral", "other-child", "The referral is another child's. Open the child's record again.")


def _contact_date(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    on = encounter.contact.on
    born = circumstances.child.demographics.birth_date
    if on > circumstances.today:
        yield Problem("contact.on", "future", "The contact is in the future. Give the day on which it took place.")
    if born is not None and on < born:
        yield Problem("contact.on", "before-birth", "The contact is before the child was born. Check its date.")
    if on < circumstances.referral.received_on:
        yield Problem(
            "contact.on",
            "before-referral",
            "The contact is before the referral was received. Check both dates.",
            Severity.WARNING,
        )


def _attended(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    if encounter.kind is not EncounterKind.CARE_CONTACT or not encounter.contact.attendance.seen:
        return
    missing = circumstances.left_out
    if encounter.contact.mechanism is None:
        said = "Say how the consultation was held, such as face to face."
        yield Problem("contact.mechanism", "missing", said, missing)
    if not encounter.present:
        yield Problem("present", "missing", "Say who was present.", missing)
    if encounter.outcome is None:
        said = "Say what becomes of the referral: see again, discharge or transfer."
        yield Problem("outcome", "missing", said, missing)
    if not encounter.activities:
        yield Problem("activities", "missing", "Say what was done at the contact, and by whom.", missing)


def _not_seen(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    if encounter.kind is not EncounterKind.CARE_CONTACT or encounter.contact.attendance.seen:
        return
    if any(not _unreviewed(statement, circumstances) for statement in encounter.statements):
        yield Problem(
            "statements", "not-seen", "The child was not seen, so no need can be recorded or reviewed. Change one."
        )
    if any(asked.answer is not GroupAnswer.NOT_ASKED for asked in encounter.groups):
        yield Problem("groups", "not-seen", "The child was not seen, so no group of needs was asked about.")


def _unreviewed(statement: Statement, circumstances: Circumstances) -> bool:
    """Whether a statement is no review: carried, or taking back what this encounter alone had said before."""
    withdrawn = statement.change is Change.ENTERED_IN_ERROR and statement.need in circumstances.introduced
    return statement.change is Change.CARRIED or withdrawn


def _cancelled(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    contact = encounter.contact
    if contact.attendance.cancelled and contact.cancelled_on is None:
        said = "Give the date on which it was cancelled."
        yield Problem("contact.cancelled_on", "missing", said, circumstances.left_out)
    if not contact.attendance.cancelled and (contact.cancelled_on or contact.cancellation_reason):
        yield Problem(
            "contact.cancelled_on", "not-cancelled", "Only a cancelled contact has a cancellation. Leave these blank."
        )
    if contact.cancelled_on is not None and contact.cancelled_on > circumstances.today:
        yield Problem("contact.cancelled_on", "future", "The cancellation is in the future. Check its date.")


def _codes(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    contact = encounter.contact
    held: tuple[tuple[str, str | None, CodeList], ...] = (
        ("contact.administrative_category", contact.administrative_category, code_lists.ADMINISTRATIVE_CATEGORY),
        ("contact.consultation_type", contact.consultation_type, code_lists.CONSULTATION_TYPE),
        ("contact.subject", contact.subject, code_lists.CONTACT_SUBJECT),
        ("contact.location_type", contact.location_type, code_lists.LOCATION_TYPE),
        ("contact.group_therapy", contact.group_therapy, code_lists.GROUP_THERAPY),
        ("contact.cancellation_reason", contact.cancellation_reason, code_lists.CANCELLATION_REASON),
    )
    for item, code, answers in held:
        if code is not None and code not in answers:
            yield Problem(item, "unknown-code", f"This is not one of the answers of {answers.name}. Choose again.")


def _minutes(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    durations = [("contact.minutes", encounter.contact.minutes)]
    durations += [(f"activities[{place}].minutes", each.minutes) for place, each in enumerate(encounter.activities)]
    for item, minutes in durations:
        if minutes is not None and not 1 <= minutes <= LONGEST_CONTACT_MINUTES:
            yield Problem(item, "out-of-range", "Give the length in whole minutes, from 1 to 1440.")


def _activities(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    for place, activity in enumerate(encounter.activities):
        yield from _activity(place, activity)


def _activity(place: int, activity: CareActivity) -> Iterator[Problem]:
    item = f"activities[{place}]"
    if activity.activity_type not in code_lists.ACTIVITY_TYPE:
        yield Problem(f"{item}.activity_type", "unknown-code", "Choose what was done from the list.")
    schemes = (
        ("procedure", activity.procedure, code_lists.PROCEDURE_SCHEME),
        ("finding", activity.finding, code_lists.FINDING_SCHEME),
        ("observation", activity.observation, code_lists.OBSERVATION_SCHEME),
    )
    for name, coded, schemes_known in schemes:
        if coded is not None and coded.scheme not in schemes_known:
            yield Problem(f"{item}.{name}", "unknown-code", f"This is not one of the schemes of {schemes_known.name}.")


def _needs_known(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    before = {history.need: history.latest for history in circumstances.histories}
    for place, statement in enumerate(encounter.statements):
        earlier = before.get(statement.need)
        if statement.change is Change.NEW and earlier is not None:
            yield Problem(f"statements[{place}]", "already-known", f"{statement.term} is already recorded.")
        elif earlier is None and statement.change is not Change.NEW and statement.need not in circumstances.introduced:
            yield _not_before(place, statement, circumstances)
        elif earlier is not None and not earlier.change.standing and statement.change.standing:
            yield Problem(
                f"statements[{place}]",
                "closed-need",
                f"{statement.term} was closed. Add it as new if it has come back.",
            )


def _not_before(place: int, statement: Statement, circumstances: Circumstances) -> Problem:
    if statement.need in circumstances.later:
        words = "was first recorded after this contact. Untick it, or correct the date or time of the contact."
        return Problem(f"statements[{place}]", "later-need", f"{statement.term} {words}")
    return Problem(f"statements[{place}]", "unknown-need", f"{statement.term} was not recorded before: add it.")


def _each_once(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    before = {history.need: history.latest.concept for history in circumstances.histories}
    needs = Counter(statement.need for statement in encounter.statements)
    standing = [each for each in encounter.statements if each.change.standing and each.concept is not None]
    concepts = Counter(each.concept for each in standing)
    words = Counter(_words(each) for each in encounter.statements if each.concept is None and each.change.standing)
    for place, statement in enumerate(encounter.statements):
        again = words[_words(statement)] if statement.concept is None else concepts[statement.concept]
        coded_anew = (
            statement.change is Change.NEW or before.get(statement.need, statement.concept) != statement.concept
        )
        if needs[statement.need] > 1 or (coded_anew and again > 1):
            yield Problem(f"statements[{place}]", "repeated", f"{statement.term} stands here twice. Keep one.")


def _words(statement: Statement) -> str:
    return " ".join(statement.term.casefold().split())


def _one_of(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    chosen: dict[str, Statement] = {}
    for place, statement in enumerate(encounter.statements):
        member = circumstances.refset.known(statement.concept)
        excluded = statement.certainty is Certainty.EXCLUDED
        if member is None or member.one_of is None or excluded or not statement.change.standing:
            continue
        other = chosen.setdefault(member.one_of, statement)
        if other.concept != statement.concept:
            words = circumstances.refset.one_of[member.one_of].words
            yield Problem(
                f"statements[{place}]",
                "one-of",
                f"{words}: a child has one at a time. Keep {other.term} or {statement.term}, and resolve the other.",
            )


def _in_refset(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    for place, statement in enumerate(encounter.statements):
        if statement.concept is not None and circumstances.refset.known(statement.concept) is None:
            yield Problem(
                f"statements[{place}]",
                "outside-refset",
                f"{statement.term} is outside the paediatric disability reference set: kept, but not counted.",
                Severity.WARNING,
            )


def _statement_dates(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    born = circumstances.child.demographics.birth_date
    for place, statement in enumerate(encounter.statements):
        for name, known in (("onset", statement.onset), ("diagnosed", statement.diagnosed)):
            if known is None:
                continue
            if known.earliest > encounter.contact.on:
                yield Problem(
                    f"statements[{place}].{name}", "future", f"{statement.term}: this date is after the contact."
                )
            if born is not None and _latest(known) < born and name == "diagnosed":
                yield Problem(
                    f"statements[{place}].{name}",
                    "before-birth",
                    f"{statement.term}: the diagnosis is before the child was born. Check the year.",
                    Severity.WARNING,
                )


def _latest(known: PartialDate) -> date:
    if known.day is not None:
        return known.earliest
    month = known.month or 12
    return date(known.year, month, monthrange(known.year, month)[1])


def _statement_items(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    primary = [place for place, each in enumerate(encounter.statements) if each.primary and each.change.standing]
    for place in primary[1:]:
        yield Problem(f"statements[{place}].primary", "second-primary", "A referral has one primary condition at most.")
    for place, statement in enumerate(encounter.statements):
        yield from _statement_fit(place, statement)


def _statement_fit(place: int, statement: Statement) -> Iterator[Problem]:
    if statement.primary and statement.group is not Group.CONDITION:
        yield Problem(f"statements[{place}].primary", "not-a-condition", "Only a health condition can be primary.")
    if statement.traffic_light is not None and statement.source.said_by is not SaidBy.FAMILY:
        yield Problem(
            f"statements[{place}].traffic_light", "not-family", "The traffic light is the family's: say it is theirs."
        )
    fault = text_fault(statement.term)
    if statement.concept is None and len(statement.term) > LONGEST_WORDS:
        fault = f"These words are longer than {LONGEST_WORDS} characters. Shorten them; the letter has room for more."
    if not statement.term.strip() or fault is not None:
        yield Problem(f"statements[{place}].term", "text", fault or "A need needs words.")


def _entitled(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    """Who may diagnose what; what a clinician of another profession says is reported."""
    before = {history.need: history.latest.certainty for history in circumstances.histories}
    for place, statement in enumerate(encounter.statements):
        source = statement.source
        if source.said_by is not SaidBy.CLINICIAN or not statement.change.affirmed or statement.concept is None:
            continue
        if statement.certainty not in (Certainty.DIAGNOSED, Certainty.EXCLUDED):
            continue
        if before.get(statement.need) is statement.certainty:
            continue
        if not may_diagnose(source.profession, circumstances.refset.known(statement.concept)):
            who = source.profession.words.lower() if source.profession else "member of staff"
            yield Problem(
                f"statements[{place}].certainty",
                "not-entitled",
                f"{statement.term}: what a {who} says of it is recorded as reported or suspected. Choose one of these.",
            )


def _groups(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    for group in Group:
        answer = encounter.answer(group)
        here = [statement for statement in encounter.statements if statement.group is group]
        affirmed = [statement for statement in here if statement.change.affirmed]
        carried = [statement for statement in here if statement.change is Change.CARRIED]
        if answer is GroupAnswer.NONE_IDENTIFIED and affirmed:
            yield Problem(
                f"groups.{group.value}",
                "contradiction",
                f"{group.words}: none identified, yet {len(affirmed)} recorded. Change one or the other.",
            )
        elif answer is GroupAnswer.NONE_IDENTIFIED and carried:
            yield Problem(
                f"groups.{group.value}",
                "carried-unresolved",
                f"{group.words}: none identified, yet {len(carried)} carried forward. Resolve them, or say not asked.",
            )
        elif answer is GroupAnswer.SOME and not affirmed:
            yield Problem(
                f"groups.{group.value}",
                "none-given",
                f"{group.words}: some, yet none recorded. Add what there is, or say none identified or not asked.",
            )


def _outcome(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    following = encounter.next_appointment
    if following is None:
        return
    if encounter.outcome is not Outcome.REVIEW and encounter.contact.attendance.seen:
        yield Problem(
            "next_appointment", "not-review", "A next appointment goes with see again. Change one or the other."
        )
    if not 1 <= following.weeks <= LONGEST_INTERVAL_WEEKS:
        yield Problem("next_appointment.weeks", "out-of-range", "Give the interval in weeks, from 1 to 260.")
    if following.minutes is not None and not 5 <= following.minutes <= LONGEST_CONTACT_MINUTES:
        yield Problem("next_appointment.minutes", "out-of-range", "Give the length in whole minutes, from 5 to 1440.")


def _growth(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    growth = encounter.growth or Growth()
    measured = (
        ("weight", growth.weight_grams, LIGHTEST_GRAMS, HEAVIEST_GRAMS, "kilograms, from 0.2 to 300"),
        ("height", growth.height_millimetres, SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES, "centimetres, from 20 to 250"),
        (
            "head_circumference",
            growth.head_circumference_millimetres,
            SMALLEST_HEAD_MILLIMETRES,
            LARGEST_HEAD_MILLIMETRES,
            "centimetres, from 15 to 80",
        ),
    )
    for name, value, least, most, span in measured:
        if value is not None and not least <= value <= most:
            yield Problem(f"growth.{name}", "out-of-range", f"Give it in {span}.")
        if value is not None and not encounter.contact.attendance.seen:
            yield Problem(
                f"growth.{name}", "not-seen", "Nothing is measured of a child who was not seen. Leave it blank."
            )


def _scores(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    born = circumstances.child.demographics.birth_date
    yield from score_problems(encounter, circumstances.scored, circumstances.tools, circumstances.refset, born)


def _is_ods_code(text: str) -> bool:
    try:
        return parse_ods_code(text) == text
    except ValueError:
        return False


def _plan(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    for each in encounter.onward_referrals:
        if each.to not in code_lists.TEAM_TYPE:
            yield Problem("onward_referrals", "unknown-code", "Choose where to refer to from the list.")
        if each.organisation is not None and not _is_ods_code(each.organisation):
            yield Problem(
                "onward_referrals", "organisation", "An organisation code has 3 to 9 letters and digits, such as RXX01."
            )
    if len({each.to for each in encounter.onward_referrals}) != len(encounter.onward_referrals):
        yield Problem("onward_referrals", "repeated", "The same service stands here twice. Keep one.")
    if len({each.recipient for each in encounter.copies}) != len(encounter.copies):
        yield Problem("copies", "repeated", "The same recipient stands here twice. Keep one.")
    if encounter.safeguarding_check is not None and encounter.contact.attendance.seen:
        yield Problem("safeguarding_check", "seen", "This check is about a child who was not seen. Leave it blank.")


def _amendment(encounter: Encounter, circumstances: Circumstances) -> Iterator[Problem]:
    del circumstances
    reason = encounter.amendment_reason
    if encounter.version == 1:
        return
    if reason is None or not reason.strip():
        yield Problem("amendment_reason", "missing", "Say why the record is being amended.")
        return
    fault = text_fault(reason)
    if len(reason) > LONGEST_REASON:
        fault = f"The reason is longer than {LONGEST_REASON} characters. Shorten it."
    if fault is not None:
        yield Problem("amendment_reason", "text", fault)


_RULES: tuple[Rule, ...] = (
    _belongs,
    _contact_date,
    _attended,
    _not_seen,
    _cancelled,
    _codes,
    _minutes,
    _activities,
    _needs_known,
    _each_once,
    _one_of,
    _in_refset,
    _statement_dates,
    _statement_items,
    _entitled,
    _groups,
    _outcome,
    _growth,
    _scores,
    _plan,
    _amendment,
)
