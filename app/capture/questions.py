"""The form as it is drawn: sections, chips and answers, from what stands in the fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from app.capture.scores_form import ScoreQuestion, field_of_problem, score_question
from app.capture.suggestions import NO_USAGE, Usage, offered
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import STARTS_BLANK, Visit
from app.clinical import code_lists
from app.clinical.ages import clinical_date
from app.clinical.catalogue import EHC_PLAN
from app.clinical.child_items import ADULT_LEAD, TRANSITION_PLAN
from app.clinical.complexity import LETTERS, Complexity
from app.clinical.encounter import Attendance, Mechanism, Outcome, Present
from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement, TrafficLight
from app.clinical.plan import Recipient, RequestedTest, SafeguardingCheck
from app.clinical.problems import Problem
from app.clinical.professional import Profession
from app.identity import shown
from app.terminology.beyond import Replaced, WiderMatch
from app.terminology.concept import ConceptId, parse_concept_id
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member, TermKind
from app.terminology.search import Match

Answers = tuple[tuple[str, str], ...]

OUTSIDE = "; outside the reference set: kept, not counted"
"""What stands beside a need that is a SNOMED CT concept and no member."""

BLANK_KEY = "__KEY__"
"""The key of the chip that scripts copy for a need added on the page."""

WEEKS_OFFERED = (("6", "6 weeks"), ("13", "3 months"), ("26", "6 months"), ("39", "9 months"), ("52", "12 months"))
LENGTHS_OFFERED = (("20", "20 min"), ("30", "30 min"), ("45", "45 min"), ("60", "60 min"), ("90", "90 min"))
USUAL_MECHANISMS = (Mechanism.FACE_TO_FACE.value, Mechanism.TELEPHONE.value, Mechanism.VIDEO.value)
MORE_GROUPS = tuple(group for group in Group if group not in COMPLEXITY_GROUPS and group is not Group.UNGROUPED)


@dataclass(frozen=True, slots=True)
class Chip:
    """One need on the form.

    `note` says since when and by whom it is known, or what was said last time; `away` is what an
    unticked box means. `started` when it stood ticked on the fresh form; `asks` when nobody has looked at it
    by itself for too long. `words` are the clinician's own, of a need not in the list. `counts_as` is the
    concept it counts as, itself or its replacement; `description` the SNOMED CT description chosen. `replaced`
    is what the release says of an inactive concept, `instead` what was chosen of it. `faults` are the messages
    that belong to it.
    """

    key: str
    identity: str
    concept: str
    term: str
    group: Group
    counted: bool
    sensitive: bool
    here: bool
    new: bool
    carried: bool
    away: str
    note: str
    certainty: str
    onset: str
    diagnosed: str
    diagnosed_by: str
    primary: bool
    started: bool
    asks: bool
    touched: bool
    light: str
    words: str
    one_of: str
    counts_as: str
    description: str
    replaced: Replaced | None
    instead: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A member offered for one tap, and what stands on its button: the clinic's short label of a long term.

    `note` says that it stands on a record of the same child that was merged into this one.
    """

    member: Member
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One group of needs: its answer, its chips, what is offered for one tap, and its faults."""

    group: Group
    letter: str
    answer: str
    chips: tuple[Chip, ...]
    offers: tuple[Offer, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """A row of a joint clinic: another professional, what they did, and for how many minutes."""

    professional: str
    activity: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What the one key would affirm and leave, in a line each, and the next interval it would take from last time."""

    affirms: str
    leaves: str
    weeks: str


@dataclass(frozen=True, slots=True)
class FormView:
    """Everything the form's page draws, besides the visit itself.

    `main` are the four groups of the complexity profile, the needs not in the list, and of the further groups
    those with a need on the form; `more` are the rest, and `others` what is offered of them. `matches` are members
    that were looked up, `wider` what was found in all of SNOMED CT. `scores` is None where no assessment tools are
    known.
    """

    main: tuple[Section, ...]
    more: tuple[Section, ...]
    others: tuple[Offer, ...]
    complexity: Complexity
    matches: tuple[Match, ...]
    wider: tuple[WiderMatch, ...]
    problems: tuple[Problem, ...]
    answers: Mapping[str, Answers]
    professionals: Answers
    joining: tuple[Joining, ...]
    unchanged: Unchanged
    blank: Chip
    scores: ScoreQuestion | None

    @property
    def plan_used(self) -> bool:
        """Whether something stands in the closed part of what happens next, or is wrong there."""
        return any(problem.item.partition(".")[0] in PLAN_FIELDS for problem in self.problems)

    @property
    def contact_used(self) -> bool:
        """Whether something is wrong in the closed part of the contact."""
        return any(problem.item in CONTACT_FIELDS or problem.item.startswith("with-") for problem in self.problems)

    @property
    def scores_used(self) -> bool:
        """Whether the closed part of the scores stands open: something is filled in there, or is wrong."""
        wrong = any(problem.item.startswith("score-") for problem in self.problems)
        return wrong or (self.scores is not None and self.scores.filled)

    @property
    def more_used(self) -> bool:
        """Whether any of the further groups was answered, so that they stand open."""
        return any(section.faults or section.answer != GroupAnswer.NOT_ASKED for section in self.more)

    def fault(self, item: str) -> str | None:
        """The first message that belongs to a field."""
        return next((problem.message for problem in self.problems if problem.item == item), None)

    @staticmethod
    def anchor(item: str) -> str:
        """The id of the element that mends a problem, for the links of the error summary."""
        if item.startswith("group."):
            return item
        if item in _OF_THE_WHOLE_FORM:
            return "booking-out"
        key, _, field = item.partition(".")
        if key == "fact":
            return field
        return f"{key}-{_CHIP_FIELDS[field]}" if field in _CHIP_FIELDS else key


CONTACT_FIELDS = frozenset(
    {
        "activity_type",
        "consultation_type",
        "location_type",
        "on",
        "at",
        "cancelled_on",
        "cancellation_reason",
        "replacement_offered_on",
        "replacement_booked_on",
    }
)
PLAN_FIELDS = frozenset({"test", "weight", "height", "head", "copy_declined", "refer_other", "fact"})
LONGEST_LABEL = 34
"""Characters of a button that offers a need."""

BLANK_ROWS = 3
"""Rows offered for further professionals of a joint clinic, besides those filled in."""

USUAL_SERVICES = (
    ("33", "Speech and language"),
    ("23", "Occupational therapy"),
    ("26", "Physiotherapy"),
    ("37", "Psychology"),
    ("17", "Hearing"),
    ("24", "Orthoptist"),
    ("58", "Dietetics"),
    ("21", "Neurology"),
)
"""The services most referred to, by code of SERVICE OR TEAM TYPE REFERRED TO, in fewer words than the list's."""

USUAL_RECIPIENTS = (Recipient.FAMILY, Recipient.GP, Recipient.SCHOOL)


class Worded(Protocol):
    """An answer of an enumeration that has words."""

    @property
    def value(self) -> str: ...
    @property
    def words(self) -> str: ...


def _of_enum(members: Iterable[Worded]) -> Answers:
    return tuple((each.value, each.words) for each in members)


def _of_codes(codes: code_lists.CodeList) -> Answers:
    return tuple(codes.answers.items())


ANSWERS: Mapping[str, Answers] = MappingProxyType(
    {
        "attendance": _of_enum(
            (
                Attendance.ATTENDED_ON_TIME,
                Attendance.ATTENDED_LATE,
                Attendance.WAS_NOT_BROUGHT,
                Attendance.CANCELLED_BY_PATIENT,
                Attendance.CANCELLED_BY_PROVIDER,
                Attendance.LATE_NOT_SEEN,
            )
        ),
        "mechanism": tuple(
            (code, code_lists.CONSULTATION_MECHANISM.words(code))
            for code in dict.fromkeys((*USUAL_MECHANISMS, *code_lists.CONSULTATION_MECHANISM.answers))
        ),
        "present": _of_enum(tuple(Present)),
        "outcome": _of_enum(tuple(Outcome)),
        "certainty": _of_enum(tuple(Certainty)),
        "profession": _of_enum(tuple(Profession)),
        "group": _of_enum(tuple(GroupAnswer)),
        "away": (
            (Change.CARRIED.value, "not reviewed today"),
            (Change.RESOLVED.value, "resolved"),
            (Change.ENTERED_IN_ERROR.value, "entered in error"),
        ),
        "weeks": WEEKS_OFFERED,
        "lengths": LENGTHS_OFFERED,
        "activity_type": _of_codes(code_lists.ACTIVITY_TYPE),
        "consultation_type": _of_codes(code_lists.CONSULTATION_TYPE),
        "location_type": _of_codes(code_lists.LOCATION_TYPE),
        "cancellation_reason": _of_codes(code_lists.CANCELLATION_REASON),
        "ehc_plan": _of_codes(EHC_PLAN),
        "transition_plan": _of_codes(TRANSITION_PLAN),
        "adult_lead": _of_codes(ADULT_LEAD),
        "refer": USUAL_SERVICES,
        "refer_other": tuple(
            (code, words) for code, words in code_lists.TEAM_TYPE.answers.items() if code not in dict(USUAL_SERVICES)
        ),
        "copy": _of_enum(USUAL_RECIPIENTS),
        "copy_other": _of_enum(each for each in Recipient if each not in USUAL_RECIPIENTS),
        "copy_declined": _of_enum(Recipient),
        "test": _of_enum(RequestedTest),
        "safeguarding_check": _of_enum(SafeguardingCheck),
        "light": _of_enum(TrafficLight),
    }
)
"""The answers offered for each question that has a list of them, as (code, words)."""


def form_view(
    typed: Typed,
    visit: Visit,
    problems: Sequence[Problem] = (),
    matches: Sequence[Match] = (),
    usage: Usage = NO_USAGE,
    *,
    wider: Sequence[WiderMatch] = (),
) -> FormView:
    """Draw the form from its fields, what is wrong with them, and what is usual here."""
    anchored = tuple(dict.fromkeys(_anchored(problem, typed, visit) for problem in problems))
    chips = [_chip(need, visit, anchored) for need in typed.needs]
    offers = _offers(visit, chips, usage)

    def section(group: Group) -> Section:
        item = f"group.{group.value}"
        faults = tuple(problem.message for problem in anchored if problem.item == item)
        answer = typed.text(item) or GroupAnswer.NOT_ASKED.value
        mine = tuple(chip for chip in chips if chip.group is group)
        offered_here = tuple(offer for offer in offers if offer.member.group is group)
        return Section(group, LETTERS.get(group, ""), answer, mine, offered_here, faults)

    further = [section(group) for group in MORE_GROUPS]
    in_sight = (*COMPLEXITY_GROUPS, Group.UNGROUPED)
    return FormView(
        (*(section(group) for group in in_sight), *(each for each in further if each.chips)),
        tuple(each for each in further if not each.chips),
        tuple(offer for each in further if not each.chips for offer in each.offers),
        _complexity(typed, chips),
        tuple(matches),
        tuple(wider),
        anchored,
        _answers(typed),
        _professionals(visit),
        _joining(typed),
        _unchanged(visit, chips),
        _chip(TypedNeed(BLANK_KEY, {"here": "yes", "new": "yes"}), visit, ()),
        score_question(typed, visit),
    )


def _answers(typed: Typed) -> Mapping[str, Answers]:
    """The answers offered, and those that stand in the form though they are not usually offered.

    What the page does not offer would not be sent again, and an amendment would lose it.
    """
    usual = dict(USUAL_SERVICES)
    services = [code for code in typed.texts("refer") if code in code_lists.TEAM_TYPE and code not in usual]
    length = typed.text("next_minutes")
    lengths = () if length in ("", *dict(LENGTHS_OFFERED)) else ((length, f"{length} min"),)
    unsaid = {
        name: (("", "Not said"), *ANSWERS[name])
        for name in ("mechanism", "consultation_type", "location_type")
        if typed.fields.get(name) == ("",)
    }
    return {
        **ANSWERS,
        "refer": (*USUAL_SERVICES, *((code, code_lists.TEAM_TYPE.words(code)) for code in dict.fromkeys(services))),
        "lengths": (*LENGTHS_OFFERED, *lengths),
        **unsaid,
    }


def _offers(visit: Visit, chips: Sequence[Chip], usage: Usage) -> tuple[Offer, ...]:
    usual = visit.refset.usual.get(visit.profession.value, ()) if visit.profession else ()
    standing = [history.latest for history in visit.standing]
    on_the_form = {chip.concept for chip in chips}
    merged = [each.latest.concept for each in visit.merged_needs if each.latest.concept is not None]
    known = [member for member in (visit.refset.member(concept) for concept in merged) if member is not None]
    found = dict.fromkeys((*known, *offered(visit.refset, usage, usual, standing)))
    return tuple(
        Offer(member, short_label(member), "from the merged record" if member in known else "")
        for member in found
        if str(member.concept) not in on_the_form and not member.sensitive
    )


def short_label(member: Member) -> str:
    """The preferred term, or where that is long the shortest of the clinic's labels and synonyms."""
    if len(member.preferred_term) <= LONGEST_LABEL:
        return member.preferred_term
    kinds = (TermKind.CLINIC_LABEL, TermKind.SYNONYM)
    shorter = [term.text for term in member.terms if term.kind in kinds and not term.whole and len(term.text) > 4]
    label = min((member.preferred_term, *shorter), key=len)
    return label[:1].upper() + label[1:]


def _professionals(visit: Visit) -> Answers:
    lead = visit.current.professional if visit.current else visit.professional
    return tuple(
        (shown(each.id), f"{each.name}, {each.profession.words.lower()}")
        for each in visit.professionals.values()
        if each.id != lead
    )


def _joining(typed: Typed) -> tuple[Joining, ...]:
    """The rows as they were filled in, each in its place, and some blank ones after them."""
    texts = (typed.texts("with_professional"), typed.texts("with_activity"), typed.texts("with_minutes"))
    rows = [Joining(*row) for row in zip(*texts, strict=False)]
    while rows and rows[-1] == Joining("", "", ""):
        rows.pop()
    return (*rows, *(Joining("", "", "") for _ in range(BLANK_ROWS)))


def _unchanged(visit: Visit, chips: Sequence[Chip]) -> Unchanged:
    """What of the needs carried forward stands ticked is what the one key affirms."""
    affirmed = [chip for chip in chips if chip.carried and chip.here]
    left = sum(chip.carried and not chip.here and chip.away == Change.CARRIED for chip in chips)
    counts = [
        (sum(chip.group is group for chip in affirmed), group)
        for group in (Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FUNCTIONAL_LEVEL)
    ]
    words = [f"{count} {(group.singular if count == 1 else group.words).lower()}" for count, group in counts if count]
    last = visit.last_encounter.next_appointment if visit.last_encounter else None
    return Unchanged(
        f"{', '.join(words)} reviewed, unchanged." if words else "No need is yours to review unchanged.",
        f"{left} carried, not reviewed. " if left else "",
        str(last.weeks) if last else "",
    )


def _anchored(problem: Problem, typed: Typed, visit: Visit) -> Problem:
    """A problem of the encounter, with the name of the field that mends it in place of the item's path."""
    item = problem.item
    if item.startswith("statements["):
        place = int(item[len("statements[") : item.index("]")])
        standing = [need for need in typed.needs if need.here or need.text("id")]
        item = standing[place].key if place < len(standing) else "add"
    for prefix, field in (
        ("contact.", ""),
        ("groups.", "group."),
        ("next_appointment.", "next_"),
        ("growth.head_circumference", "head"),
        ("growth.", ""),
    ):
        if item.startswith(prefix):
            item = field + item[len(prefix) :]
    if item.startswith("activities["):
        item = _activity_field(item, typed, visit)
    if item.startswith("scores"):
        item = field_of_problem(item, typed)
    return Problem(_FIELD_OF.get(item, item), problem.code, problem.message, problem.severity)


def _activity_field(item: str, typed: Typed, visit: Visit) -> str:
    """The field of an activity: the leading professional's, or in the row of one who joined."""
    current = visit.current
    lead = (current.professional, None) if current else ()
    further = sum(each.professional in lead for each in current.activities[1:]) if current else 0
    filled = [place for place, who in enumerate(typed.texts("with_professional")) if who.strip()]
    row = int(item[len("activities[") : item.index("]")]) - 1 - further
    if 0 <= row < len(filled):
        return f"with-{filled[row]}-minutes" if item.endswith("minutes") else f"with-{filled[row]}"
    return "activity_type" if item.endswith("activity_type") else "minutes"


_OF_THE_WHOLE_FORM = frozenset({"child", "referral", "record_number", "version", "form_token"})
_CHIP_FIELDS = {
    "away": "away",
    "certainty": "certainty",
    "onset": "onset",
    "diagnosed": "diagnosed",
    "diagnosed_by": "by",
    "primary": "primary",
    "instead": "instead",
}
_FIELD_OF = {
    "statements": "attendance",
    "groups": "attendance",
    "next_appointment": "next_weeks",
    "activities": "activity_type",
    "onward_referrals": "refer",
    "copies": "copy",
}


def _chip(need: TypedNeed, visit: Visit, problems: Sequence[Problem]) -> Chip:
    history = _history(need, visit)
    concept = _concept(need)
    member = visit.refset.known(concept)
    counting = visit.refset.counting(concept)
    wider = visit.refset.beyond.concept(concept) if member is None and concept is not None else None
    term = member.preferred_term if member else wider.term if wider else (need.text("words") or need.text("term"))
    group = member.group if member else Group.UNGROUPED
    known = history.latest if history is not None else _said_here(need, visit)
    if known is not None:
        term, group = known.term, member.group if member else known.group
    return Chip(
        key=need.key,
        identity=need.text("id"),
        concept=need.text("concept"),
        term=term,
        group=group,
        counted=counting.counted if counting else False,
        sensitive=member.sensitive if member else False,
        here=need.here,
        new=need.text("new") == "yes" or not need.text("id"),
        carried=history is not None,
        away=need.text("away") or Change.CARRIED.value,
        note=_note(history, visit) if history else f"new today{OUTSIDE if wider else ''}",
        certainty=need.text("certainty"),
        onset=need.text("onset"),
        diagnosed=need.text("diagnosed"),
        diagnosed_by=need.text("diagnosed_by"),
        primary=need.text("primary") == "yes",
        started=history is not None and visit.starts_ticked(history),
        asks=history is not None and history.latest.change.standing and visit.rules.expiry.asks(history, visit.today),
        touched=need.text("touched") == "yes",
        light=need.text("traffic_light"),
        words=need.text("words"),
        one_of=(member.one_of or "") if member else "",
        counts_as=str(counting.concept) if counting else need.text("concept"),
        description=need.text("description"),
        replaced=_replaced(concept, visit) if history is not None else None,
        instead=need.text("instead"),
        faults=tuple(problem.message for problem in problems if problem.item.partition(".")[0] == need.key),
    )


def _said_here(need: TypedNeed, visit: Visit) -> Statement | None:
    """What the encounter that is amended says of a need that it was the first to state."""
    said = visit.current.statements if visit.current else ()
    return next((each for each in said if shown(each.need) == need.text("id")), None)


def _history(need: TypedNeed, visit: Visit) -> NeedHistory | None:
    identity = need.text("id")
    return next((each for each in visit.histories if shown(each.need) == identity), None) if identity else None


def _concept(need: TypedNeed) -> ConceptId | None:
    try:
        return parse_concept_id(need.text("concept"))
    except ValueError:
        return None


def _replaced(concept: ConceptId | None, visit: Visit) -> Replaced | None:
    """What the release names in place of a carried need's concept, where it names any."""
    if concept is None or concept in visit.refset.members:
        return None
    replaced = visit.refset.beyond.replaced(concept)
    return replaced if replaced is not None and replaced.choices else None


def _note(history: NeedHistory, visit: Visit) -> str:
    """Since when and by whom: `since Mar-2019, Dr A`; for what starts blank, what was said last time."""
    outside = (
        OUTSIDE if history.latest.concept is not None and visit.refset.known(history.latest.concept) is None else ""
    )
    return _since(history, visit) + outside


def _since(history: NeedHistory, visit: Visit) -> str:
    if history.latest.group in STARTS_BLANK:
        light = f", {history.light.value}" if history.light else ""
        return f"last said {clinical_date(history.affirmed_on)}{light}"
    who = visit.name_of(history.first_by)
    by = f", {who}" if who else ""
    said = f"since {history.since}{by}"
    if visit.rules.expiry.asks(history, visit.today):
        return f"{said}; still so? Last looked at {clinical_date(history.touched_on)}"
    if history.latest.change is Change.CARRIED:
        return f"{said}; last reviewed {clinical_date(history.affirmed_on)}"
    return said


def _complexity(typed: Typed, chips: Sequence[Chip]) -> Complexity:
    """The profile as today's form stands: None for a group not asked about today, whatever is carried in it."""
    counts: list[int | None] = []
    for group in COMPLEXITY_GROUPS:
        mine = [chip for chip in chips if chip.group is group]
        answered = typed.text(f"group.{group.value}") not in ("", GroupAnswer.NOT_ASKED)
        standing = {chip.counts_as for chip in mine if chip.counted and _stands(chip)}
        counts.append(len(standing) if answered or any(chip.here for chip in mine) else None)
    conditions, technology, family, care = counts
    return Complexity(conditions, technology, family, None if care is None else min(care, 1))


def _stands(chip: Chip) -> bool:
    return chip.certainty != Certainty.EXCLUDED and (chip.here or (chip.carried and chip.away == Change.CARRIED))
