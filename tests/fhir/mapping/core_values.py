"""Hypothesis strategies for values of the core, such as the clinical rules let stand, and the surroundings they are in.

Whatever they draw fits `SURROUNDINGS` unless others are given: its teams, clinics, professionals and reference set.
`received` is a resource as it arrives, once it has been judged by the structure of R4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final, TypeVar

import orjson
from hypothesis import strategies as st

from app.access.people import Organisation
from app.clinical import code_lists
from app.clinical.ages import PartialDate
from app.clinical.clinic import Appointment, AppointmentStatus, Clinic, Team
from app.clinical.code_lists import CodeList
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    CodedItem,
    Contact,
    Encounter,
    EncounterKind,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement, TrafficLight
from app.clinical.plan import (
    HEAVIEST_GRAMS,
    LARGEST_HEAD_MILLIMETRES,
    LIGHTEST_GRAMS,
    SHORTEST_MILLIMETRES,
    SMALLEST_HEAD_MILLIMETRES,
    TALLEST_MILLIMETRES,
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.clinical.referral_checks import ENDING
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.r4 import built
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4
from app.identity import Identity
from app.terminology.concept import ConceptId, check_digit
from app.terminology.refset import Group, Member
from tests.clinical.examples import OUTSIDE
from tests.fhir.terminology.known_examples import with_the_list_alone

ORGANISATION: Final = Organisation(Identity(101), "RXX01", "Synthetic Community Trust")
CHILD: Final = Identity(7_001)
ACCOUNT: Final = Identity(7_002)
TODAY: Final = date(2026, 11, 24)
BORN: Final = date(2016, 3, 14)
NOW: Final = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)

PAEDIATRICS: Final = Team(Identity(201), ORGANISATION.id, "COMPAED", "Community paediatrics", "06")
THERAPY: Final = Team(Identity(202), ORGANISATION.id, "SLT-01", "Speech and language therapy", "33")
PHYSIOTHERAPY: Final = Team(Identity(203), ORGANISATION.id, "PHYSIO", "Children's physiotherapy", "26")
MONDAY: Final = Clinic(Identity(301), ORGANISATION.id, "Monday clinic", PAEDIATRICS.id, "RXX0101", "E01")
SCHOOL_CLINIC: Final = Clinic(Identity(302), ORGANISATION.id, "School clinic", THERAPY.id, None, "L01")
BARE_CLINIC: Final = Clinic(Identity(303), ORGANISATION.id, "Clinic by telephone", PHYSIOTHERAPY.id, None, None)
PAEDIATRICIAN: Final = CareProfessional(
    Identity(401),
    ORGANISATION.id,
    "Dr Synthetic Example",
    Profession.PAEDIATRICIAN,
    "STAFF-1",
    "03",
    "C9999991",
    "M02",
    "029",
    "01000",
)
THERAPIST: Final = CareProfessional(
    Identity(402), ORGANISATION.id, "Synthetic Therapist", Profession.SPEECH_AND_LANGUAGE_THERAPIST, "STAFF-2"
)

SURROUNDINGS: Final = Surroundings(
    ORGANISATION,
    TODAY,
    with_the_list_alone(),
    {each.id: each for each in (PAEDIATRICS, THERAPY, PHYSIOTHERAPY)},
    {each.id: each for each in (MONDAY, SCHOOL_CLINIC, BARE_CLINIC)},
    {each.id: each for each in (PAEDIATRICIAN, THERAPIST)},
)

_CLOCKS_CHANGE: Final = (date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25))


@cache
def _r4() -> R4:
    loaded = load_r4()
    loaded.compile_all()
    return loaded


def received(resource: Resource) -> Resource:
    """A resource after it was sent and received: it fits the structure of R4, and the model of its type."""
    built(resource)
    judged = checked(orjson.dumps(resource), _r4(), limits=Limits())
    assert isinstance(judged, Checked), judged
    return judged.resource


_Drawn = TypeVar("_Drawn")


@lru_cache(maxsize=None, typed=True)  # a member of an enumeration is equal to its code
def one_of(*values: _Drawn) -> st.SearchStrategy[_Drawn]:
    """One of these."""
    return st.sampled_from(values)


@cache
def maybe(strategy: st.SearchStrategy[_Drawn]) -> st.SearchStrategy[_Drawn | None]:
    """What the strategy draws, or None."""
    return st.none() | strategy


@cache
def whole_numbers(least: int, most: int) -> st.SearchStrategy[int]:
    """Whole numbers, both ends among them."""
    return st.integers(least, most)


@cache
def identities() -> st.SearchStrategy[Identity]:
    """Any identity of those that are not in the surroundings."""
    return st.integers(10_000, 2**63 - 1).map(Identity)


@cache
def days(earliest: date = BORN, latest: date = TODAY) -> st.SearchStrategy[date]:
    """Days, those on which the clocks change among the likelier ones."""
    changes = [each for each in _CLOCKS_CHANGE if earliest <= each <= latest]
    drawn = st.dates(earliest, latest)
    return st.one_of(drawn, st.sampled_from(changes)) if changes else drawn


@cache
def times_of_day() -> st.SearchStrategy[time]:
    """Times as clinics write them, in hours and minutes; those that a change of clocks skips or repeats among them."""
    return st.one_of(
        st.builds(time, st.integers(0, 23), st.integers(0, 59)), st.sampled_from((time(0), time(1, 30), time(23, 59)))
    )


@cache
def partial_dates(earliest: date = BORN, latest: date = TODAY) -> st.SearchStrategy[PartialDate]:
    """Dates as precisely as they are known; the first day of one is not after `latest`."""
    return st.builds(
        lambda on, precision: PartialDate(*(on.year, on.month, on.day)[:precision]),
        days(earliest, latest),
        st.integers(1, 3),
    )


@cache
def words(longest: int = 120) -> st.SearchStrategy[str]:
    """Words that somebody typed: printable, not blank, no spaces at their ends, and no markup."""
    characters = st.characters(
        exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"), exclude_characters="<"
    )
    drawn = st.lists(st.text(characters, min_size=1, max_size=longest), min_size=1, max_size=3)
    return drawn.map(lambda parts: " ".join(parts)[:longest].strip())


def codes(answers: CodeList) -> st.SearchStrategy[str]:
    """The codes of a list."""
    return one_of(*answers.answers)


@cache
def ods_codes(shortest: int = 3, longest: int = 5) -> st.SearchStrategy[str]:
    """Codes in the form of ODS codes."""
    return st.text("ABCDEFGHJKLMNPQRTVWXY0123456789", min_size=shortest, max_size=longest)


@cache
def description_ids() -> st.SearchStrategy[int]:
    """Identifiers of SNOMED CT descriptions (partition 01) with their check digit."""
    return st.integers(100, 99_999_999_999_999).map(lambda item: int(f"{item}01{check_digit(f'{item}01')}"))


@cache
def growths() -> st.SearchStrategy[Growth]:
    """Measurements, at least one of them."""
    drawn = st.builds(
        Growth,
        maybe(whole_numbers(LIGHTEST_GRAMS, HEAVIEST_GRAMS)),
        maybe(whole_numbers(SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES)),
        maybe(whole_numbers(SMALLEST_HEAD_MILLIMETRES, LARGEST_HEAD_MILLIMETRES)),
    )
    return drawn.filter(lambda each: each != Growth())


@cache
def onward_referrals() -> st.SearchStrategy[tuple[OnwardReferral, ...]]:
    """Onward referrals, each service once."""
    drawn = st.builds(OnwardReferral, codes(code_lists.TEAM_TYPE), maybe(ods_codes()))
    return st.lists(drawn, max_size=3, unique_by=lambda each: each.to).map(tuple)


@cache
def letter_copies() -> st.SearchStrategy[tuple[LetterCopy, ...]]:
    """Recipients of the letter, each once."""
    drawn = st.builds(LetterCopy, one_of(*Recipient), one_of(*Sharing))
    return st.lists(drawn, max_size=4, unique_by=lambda each: each.recipient).map(tuple)


@cache
def requested_tests() -> st.SearchStrategy[tuple[RequestedTest, ...]]:
    """Tests asked for, each once."""
    return st.lists(one_of(*RequestedTest), max_size=4, unique=True).map(tuple)


@st.composite
def contacts(
    draw: st.DrawFn, attendance: Attendance | None = None, surroundings: Surroundings = SURROUNDINGS
) -> Contact:
    """A contact, of an attendance if one is given. A cancelled one has the day on which it was."""
    attended = draw(one_of(*Attendance)) if attendance is None else attendance
    on = draw(days())
    return Contact(
        on,
        attended,
        at=draw(maybe(times_of_day())),
        minutes=draw(maybe(whole_numbers(1, 1_440))),
        team=draw(maybe(one_of(*surroundings.teams))),
        commissioner=draw(maybe(ods_codes())),
        administrative_category=draw(maybe(codes(code_lists.ADMINISTRATIVE_CATEGORY))),
        consultation_type=draw(maybe(codes(code_lists.CONSULTATION_TYPE))),
        subject=draw(maybe(codes(code_lists.CONTACT_SUBJECT))),
        mechanism=draw(one_of(*Mechanism) if attended.seen else maybe(one_of(*Mechanism))),
        location_type=draw(maybe(codes(code_lists.LOCATION_TYPE))),
        site=draw(maybe(ods_codes(5, 9))),
        group_therapy=draw(maybe(codes(code_lists.GROUP_THERAPY))),
        reasonable_offer_on=draw(maybe(days())),
        clinically_appropriate_on=draw(maybe(days())),
        cancelled_on=draw(days()) if attended.cancelled else None,
        cancellation_reason=draw(maybe(codes(code_lists.CANCELLATION_REASON))) if attended.cancelled else None,
        replacement_offered_on=draw(maybe(days(TODAY, date(2027, 12, 31)))),
        replacement_booked_on=draw(maybe(days())),
    )


def _coded(schemes: CodeList, *, measured: bool = False) -> st.SearchStrategy[CodedItem]:
    concepts = st.integers(100, 99_999_999_999).map(lambda item: f"{item}00{check_digit(f'{item}00')}")
    read_codes = st.text("ABCDEFGHabcdefgh0123456789.", min_size=5, max_size=7)
    snomed = next(code for code, wording in schemes.answers.items() if wording == "SNOMED CT")
    scheme = codes(schemes)
    drawn = scheme.flatmap(lambda each: st.builds(CodedItem, st.just(each), concepts if each == snomed else read_codes))
    if not measured:
        return drawn
    number = st.decimals(-999, 99_999, places=2).map(str) | st.integers(0, 99_999).map(str)
    unit = st.sampled_from(("kg", "cm", "mm[Hg]", "%", "1", "/min", "{score}"))
    values = st.none() | st.tuples(number, st.none() | unit)
    return st.builds(lambda item, value: replace(item, value=value[0], unit=value[1]) if value else item, drawn, values)


def activities(surroundings: Surroundings = SURROUNDINGS) -> st.SearchStrategy[CareActivity]:
    """A care activity of somebody in the surroundings, or of nobody named."""
    return st.builds(
        CareActivity,
        identities(),
        codes(code_lists.ACTIVITY_TYPE),
        maybe(one_of(*surroundings.professionals)),
        maybe(whole_numbers(1, 1_440)),
        st.none() | _coded(code_lists.PROCEDURE_SCHEME),
        st.none() | _coded(code_lists.FINDING_SCHEME),
        st.none() | _coded(code_lists.OBSERVATION_SCHEME, measured=True),
    )


def next_appointments(surroundings: Surroundings = SURROUNDINGS) -> st.SearchStrategy[NextAppointment]:
    """When to see the child again."""
    return st.builds(
        NextAppointment,
        st.integers(1, 260),
        maybe(one_of(*surroundings.clinics)),
        maybe(whole_numbers(5, 1_440)),
    )


@st.composite
def sources(draw: st.DrawFn, surroundings: Surroundings = SURROUNDINGS) -> Source:
    """On whose word something is said; a clinician of ours with the profession they have."""
    said_by = draw(one_of(*SaidBy))
    if said_by is not SaidBy.CLINICIAN:
        return Source(said_by)
    professional = draw(maybe(one_of(*surroundings.professionals)))
    if professional is None:
        return Source(said_by, draw(one_of(*Profession)))
    return Source(said_by, surroundings.professionals[professional].profession, professional)


@st.composite
def statements(
    draw: st.DrawFn,
    concept: ConceptId | None = None,
    change: Change | None = None,
    latest: date = TODAY,
    surroundings: Surroundings = SURROUNDINGS,
) -> Statement:
    """What is said of one need: of a concept, or of any of the reference set, one outside it, or a need in words.

    Never primary. `latest` is the day of the contact, which no date of the need is after.
    """
    members = surroundings.known.refset.members
    chosen = draw(st.one_of(st.sampled_from((*members, OUTSIDE)), st.none())) if concept is None else concept
    known = members.get(chosen) if chosen is not None else None
    said = draw(one_of(*Change)) if change is None else change
    source = draw(sources(surroundings))
    light = source.said_by is SaidBy.FAMILY and said.affirmed
    return Statement(
        draw(identities()),
        said,
        chosen,
        _term(known, draw(words())),
        draw(maybe(description_ids())) if chosen is not None else None,
        surroundings.known.refset.release.label,
        Group.UNGROUPED if known is None else known.group,
        draw(st.sampled_from(_certainties(source, known))),
        source,
        onset=_not_after(latest, draw(maybe(partial_dates()))),
        diagnosed=_not_after(latest, draw(maybe(partial_dates()))),
        diagnosed_by=draw(maybe(one_of(*Profession))),
        traffic_light=draw(maybe(one_of(*TrafficLight))) if light else None,
    )


def _not_after(latest: date, known: PartialDate | None) -> PartialDate | None:
    return None if known is None or known.earliest > latest else known


def _term(known: Member | None, typed: str) -> str:
    return typed if known is None else known.preferred_term


def _certainties(source: Source, known: Member | None) -> Sequence[Certainty]:
    """What may be said with how much certainty: by a paediatrician, or of what is no condition, everything."""
    free = source.said_by is not SaidBy.CLINICIAN or source.profession is Profession.PAEDIATRICIAN
    if free or (known is not None and known.group is not Group.CONDITION):
        return tuple(Certainty)
    return (Certainty.SUSPECTED, Certainty.REPORTED)


@st.composite
def statement_lists(
    draw: st.DrawFn, latest: date = TODAY, *, seen: bool = True, surroundings: Surroundings = SURROUNDINGS
) -> tuple[Statement, ...]:
    """Statements that may stand together: each need and concept once, one of a one-of set, one primary at most.

    When the child was not seen, needs are only carried.
    """
    members = surroundings.known.refset.members
    change = None if seen else Change.CARRIED
    chosen = draw(st.lists(st.sampled_from((*members, OUTSIDE)), max_size=5, unique=True))
    drawn = [draw(statements(each, change, latest, surroundings)) for each in _one_of_each(chosen, members)]
    primary = [place for place, each in enumerate(drawn) if each.group is Group.CONDITION and each.change.standing]
    if draw(st.booleans()) and primary:
        first = draw(st.sampled_from(primary))
        drawn[first] = replace(drawn[first], primary=True)
    needs = draw(st.lists(identities(), min_size=len(drawn), max_size=len(drawn), unique=True))
    return tuple(replace(each, need=need) for each, need in zip(drawn, needs, strict=True))


def _one_of_each(chosen: Sequence[ConceptId], members: Mapping[ConceptId, Member]) -> Iterator[ConceptId]:
    taken: set[str] = set()
    for each in chosen:
        one_of = members[each].one_of if each in members else None
        if one_of is None or one_of not in taken:
            yield each
            taken |= {one_of} if one_of else set()


def answers(said: Sequence[Statement], *, seen: bool = True) -> st.SearchStrategy[tuple[GroupAsked, ...]]:
    """Answers of the groups that agree with what was said of their needs."""
    if not seen:
        return st.just(())
    affirmed = {each.group for each in said if each.change.affirmed}
    carried = {each.group for each in said if each.change is Change.CARRIED}
    free = [group for group in Group if group not in affirmed | carried and group is not Group.UNGROUPED]
    return st.sets(st.sampled_from(free)).map(
        lambda none: tuple(
            GroupAsked(group, GroupAnswer.SOME if group in affirmed else GroupAnswer.NONE_IDENTIFIED)
            for group in Group
            if group in affirmed | none
        )
    )


@st.composite
def encounters(
    draw: st.DrawFn,
    surroundings: Surroundings = SURROUNDINGS,
    attendance: Attendance | None = None,
    kind: EncounterKind = EncounterKind.CARE_CONTACT,
) -> Encounter:
    """One version of an encounter, of a kind and of an attendance if one is given, with all that it may hold."""
    contact = draw(contacts(attendance, surroundings))
    seen = contact.attendance.seen
    said = draw(statement_lists(contact.on, seen=seen, surroundings=surroundings))
    professional = draw(maybe(one_of(*surroundings.professionals)))
    outcome = draw(one_of(*Outcome) if seen else maybe(one_of(*Outcome)))
    review = outcome is Outcome.REVIEW or not seen
    version = draw(st.integers(1, 4))
    return Encounter(
        draw(identities()),
        version,
        draw(st.integers(version, 50)),
        surroundings.organisation.id,
        CHILD,
        draw(identities()),
        kind,
        contact,
        tuple(draw(_activities_of(surroundings, seen=seen))),
        draw(st.frozensets(one_of(*Present), min_size=int(seen))),
        draw(answers(said, seen=seen)),
        said,
        outcome,
        draw(maybe(next_appointments(surroundings))) if review else None,
        draw(maybe(identities())),
        professional,
        NOW - timedelta(minutes=draw(st.integers(0, 1_000))),
        ACCOUNT,
        amendment_reason=draw(words(500)) if version > 1 else None,
        profession=surroundings.professionals[professional].profession if professional is not None else None,
        growth=draw(maybe(growths())) if seen else None,
        onward_referrals=draw(onward_referrals()),
        copies=draw(letter_copies()),
        tests_requested=draw(requested_tests()),
        safeguarding_check=None if seen else draw(maybe(one_of(*SafeguardingCheck))),
    )


def _activities_of(surroundings: Surroundings, *, seen: bool) -> st.SearchStrategy[list[CareActivity]]:
    least, most = (1, 3) if seen else (0, 0)
    return st.lists(activities(surroundings), min_size=least, max_size=most, unique_by=lambda each: each.id)


@st.composite
def team_referrals(draw: st.DrawFn, surroundings: Surroundings = SURROUNDINGS) -> TeamReferral:
    """That a referral went to a team, and how that ended if it did."""
    closed_on = draw(maybe(days()))
    rejected_on = draw(maybe(days()))
    return TeamReferral(
        draw(one_of(*surroundings.teams)),
        draw(codes(code_lists.TEAM_TYPE)),
        closed_on,
        draw(maybe(codes(code_lists.CLOSURE_REASON))) if closed_on else None,
        rejected_on,
        draw(maybe(codes(code_lists.REJECTION_REASON))) if rejected_on else None,
    )


@st.composite
def referrals(draw: st.DrawFn, surroundings: Surroundings = SURROUNDINGS) -> Referral:
    """One version of a referral, open or closed."""
    received_on = draw(days())
    reasons = draw(st.lists(codes(code_lists.REASON_FOR_REFERRAL), max_size=4, unique=True))
    return Referral(
        draw(identities()),
        draw(st.integers(1, 5)),
        surroundings.organisation.id,
        CHILD,
        received_on,
        draw(maybe(times_of_day())),
        draw(ods_codes()),
        draw(maybe(words(10))),
        draw(maybe(codes(code_lists.SOURCE_OF_REFERRAL))),
        draw(maybe(ods_codes(3, 6))),
        draw(maybe(codes(code_lists.REFERRING_STAFF_GROUP))),
        draw(maybe(codes(code_lists.PRIORITY))),
        reasons[0] if reasons else None,
        draw(maybe(days(received_on))),
        draw(maybe(days(received_on))),
        tuple(draw(st.lists(team_referrals(surroundings), min_size=1, max_size=3))),
        NOW,
        ACCOUNT,
        further_reasons=tuple(reasons[1:]),
        waiting=tuple(draw(st.lists(waiting_times(), max_size=3, unique_by=_told_apart))),
    )


@st.composite
def waiting_times(draw: st.DrawFn) -> WaitingTime:
    """A state of a waiting time that breaks no rule."""
    ends = draw(st.booleans())
    started_on = draw(days(latest=date(2025, 12, 31)))
    statuses = [code for code in code_lists.WAITING_STATUS.answers if (code in ENDING) == ends]
    pathway = draw(maybe(st.text("ABCDEFGH0123456789", min_size=20, max_size=20)))
    return WaitingTime(
        draw(maybe(codes(code_lists.WAITING_MEASUREMENT))),
        started_on,
        draw(maybe(times_of_day())),
        draw(days(started_on + timedelta(days=1))) if ends else None,
        draw(maybe(times_of_day())) if ends else None,
        draw(one_of(*statuses)),
        draw(maybe(st.text("0123456789", min_size=12, max_size=12))),
        pathway,
        draw(ods_codes(3, 5)) if pathway is not None else None,
    )


def _told_apart(state: WaitingTime) -> tuple[object, ...]:
    return state.started_on, state.ended_on, state.status


@st.composite
def appointments(draw: st.DrawFn, surroundings: Surroundings = SURROUNDINGS) -> Appointment:
    """One version of an appointment in one of the clinics."""
    return Appointment(
        draw(identities()),
        surroundings.organisation.id,
        CHILD,
        draw(identities()),
        draw(one_of(*surroundings.clinics)),
        draw(days(latest=date(2027, 12, 31))),
        draw(times_of_day()),
        draw(st.integers(5, 1_440)),
        draw(maybe(one_of(*surroundings.professionals))),
        draw(codes(code_lists.CONSULTATION_TYPE)),
        ACCOUNT,
        draw(st.integers(1, 4)),
        draw(one_of(*AppointmentStatus)),
        draw(st.none() | st.text("ABCDEFGH0123456789-", min_size=1, max_size=20)),
    )
