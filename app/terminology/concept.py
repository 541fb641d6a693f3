"""A SNOMED CT concept identifier: its layout, its check digit, and how a wrong one is refused.

Source: SNOMED CT Release File Specifications, section 6 "SCTID". An identifier has 6 to 18 digits and no leading zero.
Read from the right: one check digit (Verhoeff, over the dihedral group D5), two digits of partition, in an extension
seven digits of namespace, and the item. Partition 00 is a concept of the International Edition, 10 a concept of an
extension; 01 and 11 are descriptions, 02 and 12 relationships.
"""

from typing import Final, NewType

ConceptId = NewType("ConceptId", int)

_SHORTEST: Final = 6
_LONGEST: Final = 18
_SHORTEST_EXTENSION: Final = 11
_SHEET_DIGITS: Final = 15
_ECHO: Final = 24
_COPY: Final = "Copy the whole identifier from the release."

_CONCEPT_PARTITIONS: Final = frozenset({"00", "10"})
_OTHER_PARTITIONS: Final = {"01": "description", "11": "description", "02": "relationship", "12": "relationship"}


def _product(left: int, right: int) -> int:
    """The product of two elements of D5: 0 to 4 are rotations, 5 to 9 reflections."""
    turn = left + right if left < 5 else left - right
    return turn % 5 + (0 if (left < 5) == (right < 5) else 5)


def _permutations() -> tuple[tuple[int, ...], ...]:
    """The permutation applied at each of the eight positions after which Verhoeff's scheme repeats."""
    step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    rows = [tuple(range(10))]
    while len(rows) < 8:
        rows.append(tuple(rows[-1][digit] for digit in step))
    return tuple(rows)


_PRODUCT: Final = tuple(tuple(_product(left, right) for right in range(10)) for left in range(10))
_PERMUTED: Final = _permutations()
_INVERSE: Final = tuple(row.index(0) for row in _PRODUCT)


class InvalidConceptId(ValueError):
    """The text is not the identifier of a SNOMED CT concept: `what` is wrong with it, and how to `mend` it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend


def check_digit(text: str) -> int:
    """The digit that must follow `text`, the digits of an identifier without its last.

    Raises ValueError when `text` is anything but ASCII digits.
    Source: SNOMED CT Release File Specifications, section 6 "SCTID", check digit (Verhoeff, 1969).
    """
    if not _all_digits(text):
        raise ValueError("a check digit is computed from the digits 0 to 9 alone")
    state = 0
    for position, character in enumerate(reversed(text), start=1):
        state = _PRODUCT[state][_PERMUTED[position % 8][ord(character) - 48]]
    return _INVERSE[state]


def parse_concept_id(text: str) -> ConceptId:
    """The concept identifier written in `text`, such as "128188000".

    Raises InvalidConceptId unless `text` is 6 to 18 digits without a leading zero, in a concept partition, with the
    right check digit. Source: SNOMED CT Release File Specifications, section 6 "SCTID".
    """
    fault = _layout_fault(text) or _check_digit_fault(text) or _partition_fault(text)
    if fault:
        shown = text if len(text) <= _ECHO else text[:_ECHO] + "…"
        what, mend = fault
        raise InvalidConceptId(f"{shown!r} is not a SNOMED CT concept identifier: {what}.", mend)
    return ConceptId(int(text))


def partition(concept: ConceptId) -> str:
    """The partition of an identifier: "00" for the International Edition, "10" for an extension."""
    return str(concept)[-3:-1]


def namespace(concept: ConceptId) -> str | None:
    """The seven digits that say which extension made the concept ("1000000" is the UK's), None for International."""
    return str(concept)[-10:-3] if partition(concept) == "10" else None


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _layout_fault(text: str) -> tuple[str, str] | None:
    if not text:
        return "it is empty", "Write the 6 to 18 digits of the concept."
    if not _all_digits(text):
        return "it holds something other than the digits 0 to 9", "Write the digits alone, without spaces or signs."
    if not _SHORTEST <= len(text) <= _LONGEST:
        return f"it has {len(text)} digits and must have 6 to 18", _COPY
    if text.startswith("0"):
        return "it begins with a zero", "Copy the identifier from the release, which never pads it."
    return None


def _check_digit_fault(text: str) -> tuple[str, str] | None:
    due = check_digit(text[:-1])
    if int(text[-1]) == due:
        return None
    what = f"its check digit is {text[-1]} and should be {due}, so a digit is mistyped or two are swapped"
    rounded = " Spreadsheets round identifiers of 16 digits and more unless they are kept as text."
    return what, _COPY + (rounded if len(text) > _SHEET_DIGITS else "")


def _partition_fault(text: str) -> tuple[str, str] | None:
    digits = text[-3:-1]
    if digits not in _CONCEPT_PARTITIONS:
        kind = _OTHER_PARTITIONS.get(digits, "reserved")
        mend = "Use the identifier of the concept, not of a description or relationship."
        return f"its partition is {digits} ({kind}), and a concept has 00 or 10", mend
    if digits == "10" and len(text) < _SHORTEST_EXTENSION:
        return f"it is an extension's by its partition 10 and must have at least {_SHORTEST_EXTENSION} digits", _COPY
    return None
