"""Every coded item that the demonstration fills has a value its list or form allows."""

import re

from app.clinical import code_lists
from app.clinical.answer_values import value_fault
from app.clinical.child import Child
from app.clinical.child_items import FACT_ITEMS
from app.clinical.identifiers import parse_ods_code
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.demo.names import HERITAGES
from app.demo.people import CLERK, DESKS, STAFF
from app.terminology.concept import parse_concept_id
from tests.demo.conftest import Loaded


def test_every_known_fact_has_a_value_that_its_item_allows(loaded: Loaded) -> None:
    items = {each.key: each for each in FACT_ITEMS}
    facts = [fact for child in loaded.store.of(Child) for fact in child.facts if fact.value is not None]
    faults = {value_fault(items[f"fact.{fact.kind.value}"], fact.value) for fact in facts if fact.value is not None}
    assert faults == {None}


def test_every_referral_item_is_filled_for_most_and_valid(loaded: Loaded) -> None:
    referrals = list(loaded.store.referrals.values())
    filled = 0
    for each in referrals:
        assert each.source in code_lists.SOURCE_OF_REFERRAL
        for code, codes in (
            (each.referring_staff_group, code_lists.REFERRING_STAFF_GROUP),
            (each.priority, code_lists.PRIORITY),
            (each.reason, code_lists.REASON_FOR_REFERRAL),
        ):
            assert code is None or code in codes
        if each.referring_organisation is not None:
            assert parse_ods_code(each.referring_organisation) == each.referring_organisation
            assert len(each.referring_organisation) <= 8
        filled += _complete(each)
        assert all(team.team_type in code_lists.TEAM_TYPE for team in each.teams)
    assert 0.7 * len(referrals) < filled < len(referrals)


def _complete(referral: Referral) -> bool:
    return None not in (referral.source, referral.referring_organisation, referral.priority, referral.reason)


def test_professionals_have_codes_of_their_lists(loaded: Loaded) -> None:
    professionals = loaded.store.of(CareProfessional)
    assert len(professionals) == 12
    for each in professionals:
        assert each.registration_body in code_lists.REGISTRATION_BODY
        assert each.staff_group is None or each.staff_group in code_lists.STAFF_GROUP
        assert each.job_role is None or each.job_role in code_lists.JOB_ROLE


def test_coded_items_of_activities_have_valid_concept_identifiers(loaded: Loaded) -> None:
    coded = {
        item.code
        for encounter in loaded.encounters
        for activity in encounter.activities
        for item in (activity.procedure, activity.finding, activity.observation)
        if item is not None
    }
    assert len(coded) > 20
    assert all(str(parse_concept_id(code)) == code for code in coded)


def test_names_of_every_difficult_kind_occur(loaded: Loaded) -> None:
    names = {each.demographics.given_name for each in loaded.store.of(Child)}
    names |= {each.demographics.family_name for each in loaded.store.of(Child)}
    assert any("'" in each for each in names)
    assert any("-" in each for each in names)
    assert any(" " in each for each in names)
    assert any(not each.isascii() for each in names)
    assert max(len(each) for each in names) >= 20
    assert min(len(each) for each in names) == 2


def test_no_child_has_the_family_name_of_somebody_of_the_staff() -> None:
    staff = {word for each in (*STAFF, CLERK, *DESKS) for word in re.split(r"[ -]", each.name)}
    families = {word for each in HERITAGES for name in each.families for word in re.split(r"[ -]", name)}
    assert not {each for each in families & staff if len(each) > 3}
