"""NHS numbers by the modulus-11 rule, worked by hand; ODS codes, local identifiers and postcodes.

NHS Data Dictionary, NHS NUMBER: weight the first nine digits 10, 9, … 2; add; take the remainder by 11 from 11; 11
stands for 0 and 10 makes the number unusable. 999 000 001: 90+81+72+2 = 245 = 22*11 + 3, so the check digit is 8.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.identifiers import (
    parse_local_patient_id,
    parse_nhs_number,
    parse_ods_code,
    parse_postcode,
    spaced_nhs_number,
)


def test_an_nhs_number_is_read_with_spaces_and_shown_with_spaces() -> None:
    number = parse_nhs_number(" 999 000 0018 ")
    assert number == "9990000018"
    assert spaced_nhs_number(number) == "999 000 0018"


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("9990000018", "245 = 22*11 + 3, 11 - 3 = 8"),
        ("9990000026", "247 = 22*11 + 5, 11 - 5 = 6"),
        ("9990000034", "249 = 22*11 + 7, 11 - 7 = 4"),
        ("9990000107", "246 = 22*11 + 4, 11 - 4 = 7"),
        ("999-000-0018", "hyphens are dropped"),
        ("999\u00a0000\u00a00018", "so are no-break spaces"),
    ],
)
def test_numbers_whose_check_digit_fits_are_read(text: str, working: str) -> None:
    assert len(parse_nhs_number(text)) == 10, working


@pytest.mark.parametrize("text", ["9990000019", "9990000081", "9999000018"])
def test_a_wrong_check_digit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="last digit does not fit"):
        parse_nhs_number(text)


def test_a_number_whose_check_digit_would_be_10_does_not_exist() -> None:
    # 999 123 456: 90+81+72+7+12+15+16+15+12 = 320 = 29*11 + 1, 11 - 1 = 10
    for digit in range(10):
        with pytest.raises(ValueError, match="does not fit"):
            parse_nhs_number(f"999123456{digit}")


@pytest.mark.parametrize("text", ["", "999000001", "99900000188", "999000001X", "٩٩٩٠٠٠٠٠١٨", "999.000.0018"])
def test_what_is_not_ten_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="10 digits"):
        parse_nhs_number(text)


@given(st.integers(0, 999_999))
def test_exactly_one_check_digit_fits_or_none(rest: int) -> None:
    nine = f"999{rest:06d}"
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    due = (11 - total % 11) % 11
    fitting = []
    for digit in range(10):
        try:
            fitting.append(parse_nhs_number(f"{nine}{digit}"))
        except ValueError:
            continue
    assert fitting == ([] if due == 10 else [f"{nine}{due}"])


def test_no_refusal_of_an_nhs_number_repeats_it() -> None:
    with pytest.raises(ValueError, match=r"^[^0-9]*(10)?[^0-9]*$"):
        parse_nhs_number("9990000019")


@pytest.mark.parametrize(("text", "code"), [("RXX01", "RXX01"), (" a81001 ", "A81001"), ("QX1", "QX1")])
def test_ods_codes_are_read_in_capitals(text: str, code: str) -> None:
    assert parse_ods_code(text) == code


@pytest.mark.parametrize("text", ["", "RX", "RXX0112345", "RXX-1", "RXX 1", "ÄXX01"])
def test_what_is_no_ods_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="3 to 9"):
        parse_ods_code(text)


@pytest.mark.parametrize("text", ["A", "0012/AB", "x" * 20, "A_1.2-3"])
def test_local_identifiers_keep_their_case(text: str) -> None:
    assert parse_local_patient_id(text) == text


@pytest.mark.parametrize("text", ["", "   ", "x" * 21, "A B", "-1", "É1"])
def test_what_is_no_local_identifier_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 20"):
        parse_local_patient_id(text)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        ("TS4  3BW", "TS4 3BW"),
        ("zz993vz", "ZZ99 3VZ"),
        ("gir0aa", "GIR 0AA"),
        ("M1 1AE", "M1 1AE"),
    ],
)
def test_postcodes_are_written_with_one_space(text: str, postcode: str) -> None:
    assert parse_postcode(text) == postcode


@pytest.mark.parametrize("text", ["", "SW1A", "SW1A 1A", "123 4AA", "SW1A 11A"])
def test_what_is_no_postcode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="full postcode"):
        parse_postcode(text)
