"""Concept identifiers. Expected values are published identifiers and published examples of Verhoeff's scheme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.concept import InvalidConceptId, check_digit, namespace, parse_concept_id, partition

PUBLISHED = [
    "138875005",  # SNOMED CT Concept, the root
    "404684003",  # Clinical finding
    "22298006",  # Myocardial infarction
    "73211009",  # Diabetes mellitus
    "900000000000003001",  # Fully specified name, in the model component module
    "999001751000000105",  # the reference set itself, UK extension
    "1091000119108",  # Obstructive sleep apnoea of child, extension 1000119
]


@pytest.mark.parametrize("text", PUBLISHED)
def test_a_published_identifier_is_accepted(text: str) -> None:
    assert parse_concept_id(text) == int(text)


@pytest.mark.parametrize(("digits", "digit"), [("236", 3), ("12345", 1), ("142857", 0)])
def test_the_check_digit_is_that_of_the_published_examples_of_verhoeffs_scheme(digits: str, digit: int) -> None:
    assert check_digit(digits) == digit


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("12813", "it has 5 digits"),
        ("1234567890123456789", "it has 19 digits"),
        ("0128188000", "begins with a zero"),
        (" 128188000", "something other than the digits"),
        ("128188000\n", "something other than the digits"),
        ("+128188000", "something other than the digits"),
        ("128 188 000", "something other than the digits"),
        ("١٢٨١٨٨٠٠٠", "something other than the digits"),
        ("1.28188E8", "something other than the digits"),
        ("128188001", "its check digit is 1 and should be 0"),
        ("218188000", "its check digit"),
        ("37442013", "(description)"),
        ("999001751000000100", "Spreadsheets round"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidConceptId) as refusal:
        parse_concept_id(text)
    assert reason in str(refusal.value)


def test_a_relationship_and_an_extension_without_room_for_its_namespace_are_refused() -> None:
    for start, reason in (("12345602", "(relationship)"), ("1234510", "at least 11 digits"), ("123499", "reserv")):
        with pytest.raises(InvalidConceptId, match=reason.replace("(", r"\(").replace(")", r"\)")):
            parse_concept_id(f"{start}{check_digit(start)}")


def test_a_very_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(InvalidConceptId) as refusal:
        parse_concept_id("9" * 100_000)
    assert len(str(refusal.value)) < 200


def test_a_check_digit_of_something_else_than_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="digits 0 to 9"):
        check_digit("12x")


def test_partition_and_namespace_say_who_made_a_concept() -> None:
    cerebral_palsy, gmfcs_three = parse_concept_id("128188000"), parse_concept_id("882021000000108")
    assert (partition(cerebral_palsy), namespace(cerebral_palsy)) == ("00", None)
    assert (partition(gmfcs_three), namespace(gmfcs_three)) == ("10", "1000000")


@st.composite
def identifiers(draw: st.DrawFn) -> str:
    item = draw(st.integers(min_value=100, max_value=99_999_999))
    start = draw(st.sampled_from([f"{item}00", f"{item}100000010", f"{item}100011910"]))
    return f"{start}{check_digit(start)}"


@given(identifiers())
def test_every_well_made_identifier_is_accepted(text: str) -> None:
    assert str(parse_concept_id(text)) == text


@given(identifiers(), st.data())
def test_every_single_wrong_digit_is_noticed(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != text[place]]))
    with pytest.raises(InvalidConceptId):
        parse_concept_id(text[:place] + digit + text[place + 1 :])


@given(identifiers(), st.data())
def test_every_swap_of_two_neighbours_is_noticed(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(InvalidConceptId):
            parse_concept_id(swapped)


@given(st.text(max_size=30))
def test_any_text_is_either_an_identifier_or_refused(text: str) -> None:
    try:
        concept = parse_concept_id(text)
    except InvalidConceptId:
        return
    assert str(concept) == text
