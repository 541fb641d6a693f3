"""The formats of the NHS Data Dictionary: what a value of each looks like.

Source: NHS Data Dictionary, Data Elements, "Format/Length": an is alphanumeric, n numeric, a bare number an exact count
of characters, "max" and "min … max" a range, a point in between a decimal point.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.csds.specification import Kind

_MOMENTS: Final = {
    "an10 CCYY-MM-DD": Kind.DATE,
    "an8 HH:MM:SS": Kind.TIME,
    "an19 YYYY-MM-DDThh:mm:ss": Kind.DATETIME,
}
_PART: Final = re.compile(r"(?:min (?:an|n)(?P<least>\d+) )?(?P<max>max )?(?P<kind>an|n)(?P<most>\d+)")


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of a value: its kind, its least and greatest number of characters, and the pattern of a numeric text.

    `longest` is None for dates and times; for an integer it counts digits. A "max n4" without a least number is a count
    and held as an integer; other numeric formats are held as text.
    """

    kind: Kind
    shortest: int
    longest: int | None
    pattern: str


def form_of(text: str) -> Form:
    """The shape that a format of the Data Dictionary describes, such as "max an20" or "n1.max n2".

    Raises: ValueError: the format is of none of the ways the Data Dictionary writes one.
    """
    if text in _MOMENTS:
        return Form(_MOMENTS[text], 1, None, "")
    found = [_PART.fullmatch(part) for part in text.split(".")]
    if not (1 <= len(found) <= 2 and all(found)):
        raise ValueError(f"{text!r} is not a format of the NHS Data Dictionary, such as an2 or max an20.")
    ranges = [_range(each) for each in found if each]
    if len(ranges) == 2:
        return _decimal(*ranges)
    least, most, numeric = ranges[0]
    if text.startswith("max n"):
        return Form(Kind.INTEGER, least, most, "")
    return Form(Kind.TEXT, least, most, f"[0-9]{{{least},{most}}}" if numeric else "")


def _range(part: re.Match[str]) -> tuple[int, int, bool]:
    most = int(part["most"])
    least = int(part["least"]) if part["least"] else 1 if part["max"] else most
    return least, most, part["kind"] == "n"


def _decimal(whole: tuple[int, int, bool], after: tuple[int, int, bool]) -> Form:
    """A decimal number held as text. A fraction of "max n" digits may be left out with its point."""
    fraction = rf"\.[0-9]{{{after[0]},{after[1]}}}"
    optional = fraction if after[0] == after[1] else f"({fraction})?"
    pattern = f"[0-9]{{{whole[0]},{whole[1]}}}{optional}"
    return Form(Kind.TEXT, whole[0], whole[1] + 1 + after[1], pattern)
