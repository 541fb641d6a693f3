"""The identifiers of the NHS: parse them or refuse them, saying what is wrong.

NHS NUMBER: ten digits, the last a modulus-11 check digit (NHS Data Dictionary, NHS NUMBER). ODS codes:
ORGANISATION IDENTIFIER, min an3 max an9 with sites. LOCAL PATIENT IDENTIFIER (EXTENDED): max an20.
"""

import re
from typing import NewType

from nhs_number.validate import is_valid

NhsNumber = NewType("NhsNumber", str)
OdsCode = NewType("OdsCode", str)
LocalPatientId = NewType("LocalPatientId", str)
Postcode = NewType("Postcode", str)

_SEPARATORS = re.compile(r"[\s\u00a0-]+")
_ODS_CODE = re.compile(r"[A-Z0-9]{3,9}")
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.\-]{0,19}")
_POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|ZZ99 ?[0-9][A-Z]{2})")


def parse_nhs_number(text: str) -> NhsNumber:
    """Read an NHS number, with or without spaces or hyphens.

    Returns:
        Its ten digits.

    Raises:
        ValueError: not ten digits, or the check digit (modulus 11) does not fit.
    """
    digits = _SEPARATORS.sub("", text)
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("An NHS number has 10 digits. Check it and type it again.")
    if not is_valid(digits):
        raise ValueError("The last digit does not fit this NHS number. Check each digit and type it again.")
    return NhsNumber(digits)


def spaced_nhs_number(number: NhsNumber) -> str:
    """Write an NHS number as `123 456 7890` (NHS CUI design guide, NUM-0001 to 0003)."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def parse_ods_code(text: str) -> OdsCode:
    """Read an organisation's ODS code, 3 to 9 letters and digits.

    Raises:
        ValueError: it has another length or other characters.
    """
    code = text.strip().upper()
    if not _ODS_CODE.fullmatch(code):
        raise ValueError("An organisation code has 3 to 9 letters and digits, such as RXX01.")
    return OdsCode(code)


def parse_local_patient_id(text: str) -> LocalPatientId:
    """Read a local patient identifier, 1 to 20 characters.

    Raises:
        ValueError: it is empty, longer than 20 characters, or has characters other than letters, digits, / _ . and -.
    """
    identifier = text.strip()
    if not _LOCAL.fullmatch(identifier):
        raise ValueError("A local patient identifier has 1 to 20 letters, digits or / _ . - characters.")
    return LocalPatientId(identifier)


def parse_postcode(text: str) -> Postcode:
    """Read a UK postcode (or a ZZ99 pseudo postcode) and write it with one space.

    Raises:
        ValueError: it is not of the form of a postcode (NHS Data Dictionary, POSTCODE, max an8).
    """
    compact = "".join(text.upper().split())
    if not _POSTCODE.fullmatch(compact):
        raise ValueError("This is not a full postcode. Type it as in SW1A 1AA, or ZZ99 3VZ for no fixed abode.")
    return Postcode(f"{compact[:-3]} {compact[-3:]}")
