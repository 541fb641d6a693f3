"""What mdbtools prints for a value, and what a printed one means.

mdbtools 1.0 cannot tell everything, so that these are compared only as far as it can: a text of no characters prints as
a blank; a character beyond U+FFFF as two question marks; a date before 30 December 1899 or more than a million days
after it (in 4637) as the impossible day 1900-01-00.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.csds.accdb.values import days
from app.csds.engine_duckdb import ACCESS_DAY_ZERO, Value
from app.csds.specification import Kind

DATE_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
IMPOSSIBLE: Final = "1900-01-00 00:00:00"
_LATEST_DAY: Final = 1_000_000
_MOST_KNOWN: Final = 20_000


class UntoldDate:
    """A date that is in the file and that mdbtools cannot tell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNTOLD"


UNTOLD: Final = UntoldDate()
Read = Value | UntoldDate


def value_from(printed: str, kind: Kind) -> Read:
    """The value that mdbtools printed for a column of a kind; a date with a time of day stays both, and so does a time.

    Raises: ValueError: it is no value of the kind.
    """
    if not printed:
        return None
    if kind is Kind.TEXT:
        return printed
    if kind is Kind.INTEGER:
        return int(printed)
    if printed == IMPOSSIBLE:
        return UNTOLD
    return _narrowed(datetime.strptime(printed, DATE_FORMAT), kind)  # noqa: DTZ007


def _narrowed(moment: datetime, kind: Kind) -> Value:
    if kind is Kind.DATE and not (moment.hour or moment.minute or moment.second):
        return moment.date()
    if kind is Kind.TIME and moment.date() == ACCESS_DAY_ZERO:
        return moment.time()
    return moment


class Printed(dict[Value, str]):
    """What mdbtools prints for the values of a column of a kind, worked out when first met."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._print: Callable[[Value], str] = _PRINTERS.get(kind, _printed_date)
        self[None] = ""

    def __missing__(self, value: Value) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
            self[None] = ""
        made = self[value] = self._print(value)
        return made


def _printed_text(value: Value) -> str:
    text = str(value)
    return text if text.isascii() else "".join("??" if each > "\uffff" else each for each in text)


def _printed_date(value: Value) -> str:
    number = days(value)
    if not 0 <= number <= _LATEST_DAY:
        return IMPOSSIBLE
    day = datetime.fromordinal(ACCESS_DAY_ZERO.toordinal() + int(number))
    seconds = round((number - int(number)) * 86_400)
    return f"{day:%Y-%m-%d} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_PRINTERS: Final[dict[Kind, Callable[[Value], str]]] = {Kind.TEXT: _printed_text, Kind.INTEGER: str}
