"""What the form says of the child's needs: which groups were asked about, and a statement of each need on it."""

from dataclasses import replace

from app.capture.beginning import statement_fields, usual_certainty, wider_certainty
from app.capture.fields import FieldReader
from app.capture.typed import TypedNeed
from app.capture.visit import Visit
from app.clinical.ages import PartialDate
from app.clinical.encounter import Contact
from app.clinical.history import NeedHistory, carried_statement
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement, TrafficLight
from app.clinical.ports import Records, Work
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.beyond import WiderConcept
from app.terminology.concept import ConceptId, parse_concept_id
from app.terminology.refset import Group, Member, TermKind

LONGEST_CONCEPT_ID = 18
_UNKNOWN = "This need is not in the reference set. Choose it from the list again."
_JUDGED = ("certainty", "onset", "diagnosed", "diagnosed_by")


def read_groups(reader: FieldReader, contact: Contact) -> tuple[GroupAsked, ...]:
    """The groups that were asked about; none where the child was not seen."""
    if not contact.attendance.seen:
        return ()
    asked = []
    for group in Group:
        name = f"group.{group.value}"
        answer = reader.choice(name, reader.typed.text(name), GroupAnswer)
        if answer is not None and answer is not GroupAnswer.NOT_ASKED:
            asked.append(GroupAsked(group, answer))
    return tuple(asked)


def read_statements(reader: FieldReader, contact: Contact, visit: Visit, work: Work[Records]) -> tuple[Statement, ...]:
    """A statement of each need on the form; none where the child was not seen."""
    if not contact.attendance.seen:
        added = sum(need.here and need.text("new") == "yes" for need in reader.typed.needs)
        if added and visit.current is None:
            reader.told("attendance", "not-seen", _added_unseen(added))
        return ()
    read = (_statement(reader, need, visit, work) for need in reader.typed.needs)
    return tuple(_as_said(statement, visit) for statement in read if statement is not None)


def _as_said(statement: Statement, visit: Visit) -> Statement:
    """What an amendment leaves as it was stays on the word of whoever said it."""
    said = visit.current.statement_of(statement.need) if visit.current else None
    if said is None or replace(statement, source=said.source, release=said.release) != said:
        return statement
    return said


def _added_unseen(added: int) -> str:
    needs = "1 need was" if added == 1 else f"{added} needs were"
    return f"The child was not seen, yet {needs} added. Untick what was added, or change the attendance."


def _statement(reader: FieldReader, need: TypedNeed, visit: Visit, work: Work[Records]) -> Statement | None:
    identity = reader.identity(f"{need.key}.id", need.text("id"))
    history = _history(visit, identity)
    before = _said_before(visit, history, identity)
    member = visit.refset.known(_digits(need.text("concept")))
    change = _change(reader, need, visit, history)
    if change is None:
        return None
    if before is None:
        if identity is not None:
            reader.told(need.key, "unknown-need", _UNKNOWN)
            return None
        return _new_statement(reader, need, visit, work)
    if change is Change.CARRIED and history is not None:
        return carried_statement(history, visit.referral.id)
    if need.text("instead") and change.affirmed:
        before = _recoded(reader, need, before, visit)
        member = visit.refset.known(before.concept)
    primary = need.text("primary") == "yes" and change.standing
    source = _source(member, visit, work)
    if change in (Change.REVIEWED_UNCHANGED, Change.CARRIED):
        return replace(before, change=change, source=source, primary=primary, traffic_light=None)
    return replace(
        before,
        change=change,
        release=visit.refset.release.label,
        group=member.group if member else before.group,
        certainty=_certainty(reader, need, member, visit, before),
        source=source,
        primary=primary,
        onset=_partial(reader, need, "onset", before.onset),
        diagnosed=_partial(reader, need, "diagnosed", before.diagnosed),
        diagnosed_by=_diagnosed_by(reader, need, before.diagnosed_by),
        traffic_light=_traffic_light(reader, need, identity, visit),
    )


def _new_statement(reader: FieldReader, need: TypedNeed, visit: Visit, work: Work[Records]) -> Statement | None:
    """A need first stated here: a member, a concept from outside the reference set, or the clinician's own words."""
    words = need.text("words")
    concept = _digits(need.text("concept"))
    member = visit.refset.member(concept) if concept is not None else None
    wider = visit.refset.beyond.concept(concept) if member is None and concept is not None else None
    if wider is not None and not wider.recordable:
        reader.told(need.key, "not-a-need", f"{wider.term} is neither a finding nor a situation, so it is no need.")
        return None
    if member is None and wider is None and need.text("concept"):
        _concept(reader, need)
    if member is None and wider is None and (need.text("concept") or not words):
        reader.told(need.key, "unknown-need", _UNKNOWN)
        return None
    chosen = member or wider
    return Statement(
        need=work.new_identity(),
        change=Change.NEW,
        concept=chosen.concept if chosen else None,
        term=member.preferred_term if member else wider.term if wider else words,
        description=_description(need, member, wider, visit),
        release=visit.refset.release.label,
        group=member.group if member else Group.UNGROUPED,
        certainty=_certainty(reader, need, member, visit, None),
        source=_source(member, visit, work),
        primary=need.text("primary") == "yes",
        onset=_partial(reader, need, "onset"),
        diagnosed=_partial(reader, need, "diagnosed"),
        diagnosed_by=_diagnosed_by(reader, need),
        traffic_light=_traffic_light(reader, need, None, visit),
    )


def _digits(text: str) -> ConceptId | None:
    """The concept that a form's field names; one that is known here needs no check of its digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_CONCEPT_ID):
        return None
    return ConceptId(int(text))


def _recoded(reader: FieldReader, need: TypedNeed, before: Statement, visit: Visit) -> Statement:
    """What was said before, under the concept chosen in place of one that SNOMED CT has made inactive."""
    replaced = visit.refset.beyond.replaced(before.concept) if before.concept is not None else None
    chosen = _digits(need.text("instead"))
    successor = next((each for each in replaced.choices if each.concept == chosen), None) if replaced else None
    if successor is None:
        message = "This replacement is not one that the release names. Choose it again, or keep the need as recorded."
        reader.told(f"{need.key}.instead", "unknown-replacement", message)
        return before
    member = visit.refset.member(successor.concept)
    return replace(
        before,
        concept=successor.concept,
        term=member.preferred_term if member else successor.term,
        description=_preferred_description(member, visit.refset.beyond.concept(successor.concept)),
        group=member.group if member else before.group,
    )


def _description(need: TypedNeed, member: Member | None, wider: WiderConcept | None, visit: Visit) -> int | None:
    """The SNOMED CT description that was chosen, where it is the concept's; else that of the term shown."""
    concept = member or wider
    chosen = _digits(need.text("description"))
    if concept is None:
        return None
    if chosen is not None and visit.refset.beyond.description_of(concept.concept, chosen):
        return int(chosen)
    return _preferred_description(member, wider)


def _preferred_description(member: Member | None, wider: WiderConcept | None) -> int | None:
    if member is None:
        return wider.description if wider is not None else None
    return next((term.description for term in member.terms if term.kind is TermKind.PREFERRED), None)


def _concept(reader: FieldReader, need: TypedNeed) -> ConceptId | None:
    return reader.read(need.key, need.text("concept"), parse_concept_id, "Choose this need from the list again.")


def _history(visit: Visit, need: Identity | None) -> NeedHistory | None:
    return next((each for each in visit.histories if each.need == need), None) if need is not None else None


def _said_before(visit: Visit, history: NeedHistory | None, need: Identity | None) -> Statement | None:
    if history is not None:
        return history.latest
    return visit.current.statement_of(need) if visit.current and need is not None else None


def _change(reader: FieldReader, need: TypedNeed, visit: Visit, history: NeedHistory | None) -> Change | None:
    """What the chip says: ticked, it is there; unticked, why not. A new need that is unticked says nothing."""
    # Whoever chooses what replaces a need's concept says that it is there.
    if need.here or need.text("instead"):
        if need.text("new") or not need.text("id"):
            return Change.NEW
        return Change.STILL_PRESENT if _touched(need, visit, history) else Change.REVIEWED_UNCHANGED
    if not need.text("id"):
        return None
    away = reader.choice(f"{need.key}.away", need.text("away") or Change.CARRIED.value, Change)
    if away is not None and away.affirmed:
        reader.told(f"{need.key}.away", "unreadable", "Say whether it is resolved, an error, or not reviewed.")
    return away


def _touched(need: TypedNeed, visit: Visit, history: NeedHistory | None) -> bool:
    """Whether the clinician did something about this need by itself, rather than leave it as it stood ticked."""
    if need.text("touched") == "yes" or need.text("instead") or history is None:
        return True
    said = visit.current.statement_of(history.need) if visit.current else None
    ticked = said.change is Change.REVIEWED_UNCHANGED if said is not None else visit.starts_ticked(history)
    if not ticked:
        return True
    primary = said.primary if said is not None else visit.referral.id in history.primary_for
    # A box that is not ticked is not sent: it is known to have stood there by the choice that stands with it.
    if "certainty" in need.fields and (need.text("primary") == "yes") is not primary:
        return True
    stood = statement_fields(said or history.latest)
    return any(name in need.fields and need.text(name) != stood[name] for name in _JUDGED)


def _certainty(
    reader: FieldReader, need: TypedNeed, member: Member | None, visit: Visit, before: Statement | None
) -> Certainty:
    chosen = reader.choice(f"{need.key}.certainty", need.text("certainty"), Certainty)
    if chosen is not None:
        return chosen
    if before is not None:
        return before.certainty
    outside = member is None and need.text("concept")
    return wider_certainty(visit.profession) if outside else usual_certainty(member, visit.profession)


def _source(member: Member | None, visit: Visit, work: Work[Records]) -> Source:
    family = member is not None and member.group is Group.FAMILY_REPORTED_ISSUE
    said_by = SaidBy.FAMILY if family else SaidBy.CLINICIAN
    return Source(said_by, visit.profession, work.principal.professional)


def _traffic_light(
    reader: FieldReader, need: TypedNeed, identity: Identity | None, visit: Visit
) -> TrafficLight | None:
    """The light chosen; where the page did not ask, an amendment keeps what the encounter said."""
    if "traffic_light" in need.fields:
        return reader.choice(f"{need.key}.traffic_light", need.text("traffic_light"), TrafficLight)
    said = visit.current.statement_of(identity) if visit.current and identity is not None else None
    return said.traffic_light if said else None


def _partial(reader: FieldReader, need: TypedNeed, name: str, before: PartialDate | None = None) -> PartialDate | None:
    """The date given; what was known before where the page did not ask."""
    if name not in need.fields:
        return before
    return reader.read(
        f"{need.key}.{name}",
        need.text(name),
        PartialDate.parse,
        "Give a year, a month or a date, as in 2021, 2021-03 or 2021-03-04.",
    )


def _diagnosed_by(reader: FieldReader, need: TypedNeed, before: Profession | None = None) -> Profession | None:
    if "diagnosed_by" not in need.fields:
        return before
    return reader.choice(f"{need.key}.diagnosed_by", need.text("diagnosed_by"), Profession)
