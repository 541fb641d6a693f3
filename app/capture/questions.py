"""The form as it is drawn: sections, chips and answers, from what stands in the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.capture.typed import Typed, TypedNeed
from app.capture.visit import Visit
from app.clinical import code_lists
from app.clinical.ages import clinical_date
from app.clinical.catalogue import EHC_PLAN
from app.clinical.complexity import LETTERS, Complexity
from app.clinical.encounter import Attendance, Mechanism, Outcome, Present
from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, GroupAnswer
from app.clinical.problems import Problem
from app.clinical.professional import Profession
from app.identity import shown
from app.terminology.concept import parse_concept_id
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member
from app.terminology.search import Match

Answers = tuple[tuple[str, str], ...]

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
    unticked box means. `faults` are the messages that belong to it.
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
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One group of needs: its answer, its chips, and its faults."""

    group: Group
    letter: str
    answer: str
    chips: tuple[Chip, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """Everything the form's page draws, besides the visit itself.

    `main` are the four groups of the complexity profile, and of the further groups those with a need on
    the form; `more` are the rest.
    """

    main: tuple[Section, ...]
    more: tuple[Section, ...]
    complexity: Complexity
    matches: tuple[Match, ...]
    problems: tuple[Problem, ...]
    answers: Mapping[str, Answers]
    blank: Chip

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


def _of_enum(members: Sequence[Attendance | Present | Outcome | Certainty | Profession | GroupAnswer]) -> Answers:
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
    }
)
"""The answers offered for each question that has a list of them, as (code, words)."""


def form_view(typed: Typed, visit: Visit, problems: Sequence[Problem] = (), matches: Sequence[Match] = ()) -> FormView:
    """Draw the form from its fields and what is wrong with them."""
    anchored = tuple(_anchored(problem, typed) for problem in problems)
    chips = [_chip(need, visit, anchored) for need in typed.needs]

    def section(group: Group) -> Section:
        item = f"group.{group.value}"
        faults = tuple(problem.message for problem in anchored if problem.item == item)
        answer = typed.text(item) or GroupAnswer.NOT_ASKED.value
        mine = tuple(chip for chip in chips if chip.group is group)
        return Section(group, LETTERS.get(group, ""), answer, mine, faults)

    further = [section(group) for group in (*MORE_GROUPS, Group.UNGROUPED)]
    return FormView(
        (*(section(group) for group in COMPLEXITY_GROUPS), *(each for each in further if each.chips)),
        tuple(each for each in further if not each.chips and each.group is not Group.UNGROUPED),
        _complexity(typed, chips),
        tuple(matches),
        anchored,
        ANSWERS,
        _chip(TypedNeed(BLANK_KEY, {"here": "yes", "new": "yes"}), visit, ()),
    )


def _anchored(problem: Problem, typed: Typed) -> Problem:
    """A problem of the encounter, with the name of the field that mends it in place of the item's path."""
    item = problem.item
    if item.startswith("statements["):
        place = int(item[len("statements[") : item.index("]")])
        standing = [need for need in typed.needs if need.here or need.text("id")]
        item = standing[place].key if place < len(standing) else "add"
    for prefix, field in (("contact.", ""), ("groups.", "group."), ("next_appointment.", "next_")):
        if item.startswith(prefix):
            item = field + item[len(prefix) :]
    if item.startswith("activities["):
        item = "activity_type" if item.endswith("activity_type") else "minutes"
    return Problem(_FIELD_OF.get(item, item), problem.code, problem.message, problem.severity)


_OF_THE_WHOLE_FORM = frozenset({"child", "referral", "record_number", "version", "form_token"})
_CHIP_FIELDS = {
    "away": "away",
    "certainty": "certainty",
    "onset": "onset",
    "diagnosed": "diagnosed",
    "diagnosed_by": "by",
    "primary": "primary",
}
_FIELD_OF = {
    "statements": "attendance",
    "groups": "attendance",
    "next_appointment": "next_weeks",
    "activities": "activity_type",
}


def _chip(need: TypedNeed, visit: Visit, problems: Sequence[Problem]) -> Chip:
    history = _history(need, visit)
    member = _member(need, visit)
    term = member.preferred_term if member else need.text("term")
    group = member.group if member else Group.UNGROUPED
    if history is not None:
        term, group = history.latest.term, member.group if member else history.latest.group
    return Chip(
        key=need.key,
        identity=need.text("id"),
        concept=need.text("concept"),
        term=term,
        group=group,
        counted=member.counted if member else False,
        sensitive=member.sensitive if member else False,
        here=need.here,
        new=need.text("new") == "yes" or not need.text("id"),
        carried=history is not None,
        away=need.text("away") or Change.CARRIED.value,
        note=_note(history, visit) if history else "new today",
        certainty=need.text("certainty"),
        onset=need.text("onset"),
        diagnosed=need.text("diagnosed"),
        diagnosed_by=need.text("diagnosed_by"),
        primary=need.text("primary") == "yes",
        faults=tuple(problem.message for problem in problems if problem.item.partition(".")[0] == need.key),
    )


def _history(need: TypedNeed, visit: Visit) -> NeedHistory | None:
    identity = need.text("id")
    return next((each for each in visit.histories if shown(each.need) == identity), None) if identity else None


def _member(need: TypedNeed, visit: Visit) -> Member | None:
    text = need.text("concept")
    try:
        return visit.refset.member(parse_concept_id(text))
    except ValueError:
        return None


def _note(history: NeedHistory, visit: Visit) -> str:
    """Since when and by whom: `since Mar-2019, Dr A`; for what starts blank, what was said last time."""
    who = visit.name_of(history.first_by)
    by = f", {who}" if who else ""
    if history.latest.change is Change.CARRIED:
        return f"since {history.since}{by}; last reviewed {clinical_date(history.affirmed_on)}"
    return f"since {history.since}{by}"


def _complexity(typed: Typed, chips: Sequence[Chip]) -> Complexity:
    """The profile as today's form stands: None for a group not asked about today, whatever is carried in it."""
    counts: list[int | None] = []
    for group in COMPLEXITY_GROUPS:
        mine = [chip for chip in chips if chip.group is group]
        answered = typed.text(f"group.{group.value}") not in ("", GroupAnswer.NOT_ASKED)
        standing = {chip.concept for chip in mine if chip.counted and _stands(chip)}
        counts.append(len(standing) if answered or any(chip.here for chip in mine) else None)
    conditions, technology, family, care = counts
    return Complexity(conditions, technology, family, None if care is None else min(care, 1))


def _stands(chip: Chip) -> bool:
    return chip.certainty != Certainty.EXCLUDED and (chip.here or (chip.carried and chip.away == Change.CARRIED))
