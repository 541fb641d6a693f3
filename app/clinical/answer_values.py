"""Whether a value answers a data item, as the item's answers state; and what to do when it does not.

A value is judged in the form in which it is kept: an NHS number without spaces, a postcode with one, codes as listed.
"""

from collections.abc import Callable
from datetime import date

from app.clinical.checks import text_fault
from app.clinical.child_words import tidy
from app.clinical.code_lists import CodeList
from app.clinical.identifiers import parse_nhs_number, parse_ods_code, parse_postcode
from app.clinical.items import AnswerKind, Item


def value_fault(item: Item, value: str) -> str | None:
    """What is wrong with a value for an item, and how to mend it; None when it fits.

    Values are judged for closed lists and for the forms date, ODS code, NHS number, postcode, yes or no, and
    text; the message holds nothing of the value.

    Raises:
        TypeError: the item has answers of another form, which are not kept as text.
    """
    if isinstance(item.answers, CodeList):
        return None if value in item.answers else f"{item.wording}: this is not one of the answers. Choose again."
    fault = _FAULTS.get(item.answers) if isinstance(item.answers, AnswerKind) else None
    if fault is None:
        raise TypeError(f"{item.key} is not kept as text.")
    said = fault(value) or _length_fault(item, value)
    return None if said is None else f"{item.wording}: {said}"


def as_kept(item: Item, text: str) -> str:
    """A text in the form in which an item's value is kept: a postcode with one space, a code in capitals, words tidied.

    Raises:
        ValueError: it is not of the form of a postcode, or of the code of an organisation.
    """
    if item.answers is AnswerKind.POSTCODE:
        return parse_postcode(text)
    if item.answers is AnswerKind.ODS_CODE:
        return parse_ods_code(text)
    return tidy(text) if item.answers is AnswerKind.TEXT else text


def _length_fault(item: Item, value: str) -> str | None:
    if item.length is None or item.length[0] <= len(value) <= item.length[1]:
        return None
    shortest, longest = item.length
    span = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
    return f"it must have {span} characters. Check it and type it again."


def _in_form(parse: Callable[[str], str], otherwise: str) -> Callable[[str], str | None]:
    """A fault finder from a parser: its message when it refuses, `otherwise` when the value is not in the form kept."""

    def fault(value: str) -> str | None:
        try:
            return None if parse(value) == value else otherwise
        except ValueError as refused:
            return str(refused)

    return fault


def _iso_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("There is no such date. Give year, month and day, as in 2021-03-04.") from None


def _yes_no(value: str) -> str | None:
    return None if value in ("Y", "N") else "answer Y for yes or N for no."


def _text(value: str) -> str | None:
    return text_fault(value) if value.strip() else "it is empty. Type it, or say that it was not asked."


_FAULTS: dict[AnswerKind, Callable[[str], str | None]] = {
    AnswerKind.DATE: _in_form(_iso_date, "Give year, month and day, as in 2021-03-04."),
    AnswerKind.ODS_CODE: _in_form(parse_ods_code, "Write the code in capitals, without spaces."),
    AnswerKind.NHS_NUMBER: _in_form(parse_nhs_number, "Write the 10 digits without spaces."),
    AnswerKind.POSTCODE: _in_form(parse_postcode, "Write the postcode in capitals, with one space."),
    AnswerKind.YES_NO: _yes_no,
    AnswerKind.TEXT: _text,
}
