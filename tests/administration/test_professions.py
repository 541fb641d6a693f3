"""What is typed about a clinician's profession: what is refused, and which care professional it means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.people import Account, Role
from app.administration.profession_fields import ASKED, FURTHER
from app.administration.professions import (
    Tie,
    Tied,
    TypedProfession,
    chosen_professional,
    profession_problems,
    typed_of,
    unclaimed,
)
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral_items import PROFESSIONAL_ITEMS
from app.errors import Rejected
from app.identity import Identity, shown

HERE = Identity(1)
NEW = Identity(99)
ADA = CareProfessional(
    *(Identity(11), HERE, "Ada Known", Profession.PHYSIOTHERAPIST, "P-1"),
    *("08", "PH012345", "A08", "054", "01000"),
)
BEN = CareProfessional(Identity(12), HERE, "Ben Imported", Profession.PSYCHOLOGIST, "P-2")
ADAS = Account(Identity(21), HERE, "ada", "Ada Known", Role.CLINICIAN, ADA.id, "")
NELL = Account(Identity(22), HERE, "nell", "Nell New", Role.CLINICIAN, None, "")
TYPED = TypedProfession("physiotherapist", "P-3")


def chosen(typed: TypedProfession, account: Account = NELL) -> Tied:
    return chosen_professional(typed, account, (ADA, BEN), (ADAS, NELL), lambda: NEW)


def codes(typed: TypedProfession, account: Account = NELL) -> set[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        chosen(typed, account)
    return {(problem.item, problem.code) for problem in refused.value.problems}


def test_a_staff_identifier_nobody_has_makes_a_new_care_professional_of_the_accounts_name() -> None:
    typed = TypedProfession("physiotherapist", " P-3 ", "08", "PH  1", "A08", "s0j", "01000")
    new = CareProfessional(
        *(NEW, HERE, "Nell New", Profession.PHYSIOTHERAPIST, "P-3", "08", "PH 1", "A08", "S0J", "01000")
    )
    assert chosen(typed) == Tied(new, Tie.NEW)
    assert chosen(typed).new == new


def test_the_least_is_a_profession_and_a_staff_identifier() -> None:
    found = chosen(TYPED).professional
    assert found == CareProfessional(NEW, HERE, "Nell New", Profession.PHYSIOTHERAPIST, "P-3")


def test_everything_missing_or_wrong_is_told_at_its_field_at_once() -> None:
    assert codes(TypedProfession()) == {("profession", "missing"), ("staff_id", "text")}
    wrong = TypedProfession("king", "x" * 21, "99", "e" * 33, "Z99", "12", "0100")
    assert codes(wrong) == {
        ("profession", "missing"),
        ("staff_id", "text"),
        ("registration_body", "unknown-code"),
        ("registration_entry", "text"),
        ("staff_group", "unknown-code"),
        ("occupation_code", "text"),
        ("job_role", "unknown-code"),
    }


@pytest.mark.parametrize(
    ("changes", "item"),
    [
        ({"staff_id": "P\x003"}, "staff_id"),
        ({"staff_id": "P\u202e3"}, "staff_id"),
        ({"registration_body": "03", "registration_entry": "1\x002"}, "registration_entry"),
        ({"registration_entry": "1234567"}, "registration_body"),
        ({"registration_body": "03"}, "registration_entry"),
        ({"occupation_code": "०५१"}, "occupation_code"),
        ({"job_role": "x\x00"}, "job_role"),
    ],
)
def test_a_field_that_cannot_be_recorded_is_told(changes: dict[str, str], item: str) -> None:
    assert [problem.item for problem in profession_problems(replace(TYPED, **changes))] == [item]


def test_twenty_characters_are_a_staff_identifier_and_thirty_two_a_registration_number() -> None:
    longest = replace(TYPED, staff_id="x" * 20, registration_body="03", registration_entry="9" * 32)
    assert list(profession_problems(longest)) == []


def test_a_staff_identifier_of_another_account_is_refused() -> None:
    assert codes(replace(TYPED, staff_id="P-1")) == {("staff_id", "taken")}
    assert codes(replace(TYPED, staff_id="P-1", same_person=shown(ADA.id))) == {("staff_id", "taken")}


def test_a_care_professional_without_an_account_is_tied_as_recorded_once_it_is_said_that_it_is_them() -> None:
    typed = replace(TYPED, staff_id=" P-2")
    assert codes(typed) == {("staff_id", "no-account-yet")}
    assert codes(replace(typed, same_person=shown(ADA.id))) == {("staff_id", "no-account-yet")}
    confirmed = chosen(TypedProfession(staff_id="P-2", same_person=shown(BEN.id)))
    assert confirmed == Tied(BEN, Tie.STANDING)
    assert confirmed.new is None


def test_who_has_a_staff_identifier_and_no_account_is_known() -> None:
    assert unclaimed(" P-2 ", (ADA, BEN), (ADAS, NELL)) == BEN
    assert unclaimed("P-1", (ADA, BEN), (ADAS, NELL)) is None
    assert unclaimed("", (ADA, BEN), (ADAS, NELL)) is None


def test_the_own_staff_identifier_mends_the_details_and_keeps_identity_and_name() -> None:
    renamed = replace(ADAS, display_name="Ada Renamed")
    mended = chosen(TypedProfession("psychologist", "P-1", "08", "PY1"), renamed)
    expected = CareProfessional(ADA.id, HERE, "Ada Known", Profession.PSYCHOLOGIST, "P-1", "08", "PY1")
    assert mended == Tied(expected, Tie.OWN)


def test_an_account_with_a_profession_gets_another_by_another_staff_identifier() -> None:
    assert chosen(TYPED, ADAS).tie is Tie.NEW
    assert chosen(TYPED, ADAS).professional.name == "Ada Known"


def test_every_item_of_the_catalogue_but_the_name_is_asked() -> None:
    held = {item.held[1] for item in PROFESSIONAL_ITEMS} - {"name", "local_identifier"} | {"staff_id"}
    assert {field.name for field in (*ASKED, *FURTHER)} == held


def test_a_care_professional_typed_again_is_the_same() -> None:
    assert chosen(typed_of(ADA), ADAS) == Tied(ADA, Tie.OWN)


@given(st.builds(TypedProfession, *[st.text(max_size=40)] * 8))
def test_whatever_is_typed_is_read_without_a_fault_of_ours(typed: TypedProfession) -> None:
    assert all(problem.message.endswith(".") for problem in profession_problems(typed.tidied))


@given(st.text(min_size=1, max_size=24), st.text(max_size=36))
def test_a_staff_identifier_and_a_number_that_are_taken_can_be_recorded(staff_id: str, entry: str) -> None:
    typed = TypedProfession("other", staff_id, "03" if entry.strip() else "", entry)
    if not list(profession_problems(typed.tidied)):
        found = chosen(replace(typed, same_person=shown(BEN.id)), ADAS).professional
        for text in (found.local_identifier, found.registration_entry or ""):
            text.encode()
            assert "\x00" not in text
        assert 1 <= len(found.local_identifier) <= 20
        assert len(found.registration_entry or "") <= 32
