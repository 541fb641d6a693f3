"""What the resources of a body say, gathered by referral and by encounter."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.clinical.encounter import Outcome
from app.clinical.ports import Work
from app.fhir.mapping.appointment import appointment_from_resource
from app.fhir.mapping.condition import needs_from_condition
from app.fhir.mapping.device_use_statement import needs_from_device_use
from app.fhir.mapping.encounter import contact_from_encounter
from app.fhir.mapping.episode_of_care import combined, referral_from_episode
from app.fhir.mapping.given import AppointmentGiven, NeedGiven, ReferralGiven, ScoreGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.observation import needs_from_observation
from app.fhir.mapping.observation_score import scores_from_observation
from app.fhir.mapping.procedure import activity_from_procedure
from app.fhir.mapping.questionnaire_response import form_from_questionnaire_response
from app.fhir.mapping.service_request import referral_from_service_request
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import FhirRecords
from app.fhir.receiving.allotting import Allotted
from app.fhir.receiving.appointments import record_appointment
from app.fhir.receiving.named_needs import needs_named
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.referrals import record_referral
from app.fhir.receiving.scores import where_it_stood
from app.fhir.receiving.visit import Visit
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.surroundings import resource_of
from app.identity import Identity

_OTHERS_ENCOUNTER = "The encounter is another child's. Check the reference to the Encounter, or that to the Patient."

Mapper = Callable[[Resource, Findings, Surroundings], tuple[NeedGiven, ...]]

_NEEDS_FROM: Mapping[str, Mapper] = {
    "Condition": needs_from_condition,
    "Observation": needs_from_observation,
    "DeviceUseStatement": needs_from_device_use,
}


class Gathering:
    """Gathers from the entries of one body that are to be written, each with its child."""

    def __init__(
        self, work: Work[FhirRecords], surroundings: Surroundings, proposed: Proposed, problems: list[Problem]
    ) -> None:
        self._work = work
        self._surroundings = surroundings
        self._proposed = proposed
        self._problems = problems
        self._visits: dict[tuple[Identity, Identity | None], Visit] = {}
        self._took_place: defaultdict[Identity, list[Visit]] = defaultdict(list)

    def referrals(self, allotted: Sequence[Allotted]) -> Mapping[Identity, Outcome]:
        """Record the referrals, and say what becomes of those of which that was said."""
        given: dict[Identity, ReferralGiven] = {}
        children: dict[Identity, Identity] = {}
        for each, said in self._said_of_referrals(allotted):
            if each.child is not None:
                before = given.get(each.identity)
                given[each.identity] = said if before is None else combined(before, said)
                children[each.identity] = each.child
        for identity, said in given.items():
            record_referral(identity, children[identity], said, self._proposed, self._work)
        return {identity: said.outcome for identity, said in given.items() if said.outcome is not None}

    def _said_of_referrals(self, allotted: Sequence[Allotted]) -> Iterator[tuple[Allotted, ReferralGiven]]:
        """What episodes say first, so that requests add to it."""
        for type_name, mapper in (
            ("EpisodeOfCare", referral_from_episode),
            ("ServiceRequest", referral_from_service_request),
        ):
            for each in allotted:
                if each.type == type_name:
                    said = mapper(each.entry.resource, self._findings(each), self._surroundings)
                    if said is not None:
                        yield each, said

    def visits(self, allotted: Sequence[Allotted], outcomes: Mapping[Identity, Outcome]) -> list[Visit]:
        """The encounters, in the order of time; what was said without one comes last."""
        for each in allotted:
            if each.type == "Encounter" and each.child is not None:
                given = contact_from_encounter(each.entry.resource, self._findings(each), self._surroundings)
                outcome = outcomes.get(given.referral) if given is not None and given.referral is not None else None
                visit = Visit(each.child, each.identity, given, each.entry.resource_place, outcome=outcome)
                visit.scores += [(one, self._findings(each)) for one in (given.scores if given is not None else ())]
                self._visits[each.child, each.identity] = visit
        for visit in self._visits.values():
            if visit.took_place:
                self._took_place[visit.child].append(visit)
        for each in allotted:
            if each.child is not None:
                self._add(each, each.child)
        self._plan([each for each in allotted if each.type == "Appointment"])
        return sorted(self._visits.values(), key=lambda each: (each.moment is None, each.moment or ()))

    def _add(self, each: Allotted, child: Identity) -> None:
        if each.type in _NEEDS_FROM:
            self._add_needs(each, child)
            if each.type == "Observation":
                self._add_scores(each, child)
        elif each.type == "Procedure":
            self._add_activity(each, child)
        elif each.type == "QuestionnaireResponse":
            self._add_form(each, child)

    def _add_needs(self, each: Allotted, child: Identity) -> None:
        needs = _NEEDS_FROM[each.type](each.entry.resource, self._findings(each), self._surroundings)
        for position, given in enumerate(needs):
            identity = each.identity if position == 0 else self._work.new_identity()
            visit = self._visit(each, child, given.encounter or self._only_visit(each, child))
            if visit is not None:
                visit.needs.append((identity, given, each.entry.resource_place))

    def _add_scores(self, each: Allotted, child: Identity) -> None:
        """The scores of an Observation, in place of those that it said before."""
        given = scores_from_observation(each.entry.resource, self._findings(each), self._surroundings)
        stood: Identity | None = None
        for one in self._scores_before(each):
            stood = where_it_stood(one, self._proposed.encounters_of(child))
            before = self._visit(each, child, stood) if stood is not None else None
            if before is not None:
                before.former_scores.append(one)
        for one in given:
            visit = self._visit(each, child, one.encounter or stood)
            if visit is not None:
                visit.scores.append((one, self._findings(each)))

    def _scores_before(self, each: Allotted) -> Sequence[ScoreGiven]:
        """What the version of an Observation that was sent last said of scores."""
        kept = self._work.records.kept_last([each.target]).get(each.target) if each.known else None
        if kept is None:
            return ()
        said = scores_from_observation(resource_of(kept), Findings("", []), self._surroundings)
        return [one for one in said if not one.withdrawn]

    def _only_visit(self, each: Allotted, child: Identity) -> Identity | None:
        """R4 gives a DeviceUseStatement no encounter: it belongs to the child's visit that came with it, if to one."""
        if each.type != "DeviceUseStatement":
            return None
        here = self._took_place.get(child, [])
        return here[0].identity if len(here) == 1 else None

    def _add_activity(self, each: Allotted, child: Identity) -> None:
        """What was done without an encounter, or was not done, is only kept."""
        given = activity_from_procedure(each.entry.resource, self._findings(each), self._surroundings)
        if given is None or not given.done or given.encounter is None:
            return
        visit = self._visit(each, child, given.encounter)
        if visit is not None and visit.identity is not None:
            visit.activities.append((each.identity, given, each.entry.resource_place))

    def _add_form(self, each: Allotted, child: Identity) -> None:
        form = form_from_questionnaire_response(each.entry.resource, self._findings(each), self._surroundings)
        visit = self._visit(each, child, form.encounter) if form is not None else None
        if form is None or visit is None:
            return
        place = each.entry.resource_place
        visit.forms.append((form, place))
        for given in needs_named(form):
            visit.named.append((self._work.new_identity(), given, place))

    def _visit(self, each: Allotted, child: Identity, encounter: Identity | None) -> Visit | None:
        """The visit at which something was said; None, with the problem noted, when it is another child's."""
        if encounter is not None:
            sent = self._visits.get((child, encounter))
            if sent is not None:
                return sent
            if self._proposed.knows_encounter(encounter):
                if self._proposed.encounter(encounter).child != child:
                    self._findings(each).wrong("encounter", _OTHERS_ENCOUNTER, IssueType.CONFLICT)
                    return None
                return self._visits.setdefault((child, encounter), Visit(child, encounter))
        return self._visits.setdefault((child, None), Visit(child, None))

    def _plan(self, appointments: Sequence[Allotted]) -> None:
        for each in appointments:
            wished = appointment_from_resource(each.entry.resource, self._findings(each), self._surroundings)
            if wished is not None and each.child is not None:
                self._appointment(each, each.child, wished, self._took_place.get(each.child, []))

    def _appointment(self, each: Allotted, child: Identity, wished: AppointmentGiven, visits: list[Visit]) -> None:
        """When to see the child again belongs to the one visit it came with; a booked place stands by itself."""
        if wished.next_appointment is not None and len(visits) == 1:
            visits[0].next_appointment = wished.next_appointment
        elif wished.next_appointment is None:
            ours = wished.clinic if wished.clinic in self._surroundings.clinics else None
            record_appointment(each.target, child, replace(wished, clinic=ours), self._proposed, self._work)

    def _findings(self, each: Allotted) -> Findings:
        return Findings(each.entry.resource_place, self._problems)
