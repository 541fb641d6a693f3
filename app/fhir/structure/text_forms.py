"""Regular expressions from which the forms of the primitives are put together.

They keep to what Python's `re` and the linear-time engine of the compiled schemas read alike: classes are spelled out,
nothing looks ahead or back, nothing backtracks without bound.
"""

from collections.abc import Iterable
from typing import Final

SPACE: Final = r" \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space, for use inside a class."""

CONTROL: Final = r"\u0000-\u0008\u000b\u000c\u000e-\u001f"
"""The characters below 32 that no string may have (R4, datatypes, string), for use inside a class."""

SOLID: Final = rf"[^{SPACE}\u0000-\u001f]"
"""One character that is neither white space nor a control character."""

UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
OID: Final = r"[0-2](?:\.(?:0|[1-9][0-9]*))+"
ID: Final = r"[A-Za-z0-9\-.]{1,64}"

_TAG_LIKE: Final = rf"<(?:[A-Za-z/!?][^<>{CONTROL}]*|[^A-Za-z/!?<{CONTROL}][^<{CONTROL}]*)?"
"""A `<` and what follows up to the next one, unless it is the opening of a tag that is closed."""

UNMARKED_TEXT: Final = rf"[{SPACE}]*(?:[^<{SPACE}{CONTROL}][^<{CONTROL}]*(?:{_TAG_LIKE})*|{_TAG_LIKE}(?:{_TAG_LIKE})*)"
"""Text that is not blank, has no control characters and holds no tag such as `<b>` or `</script>`."""

TEXT: Final = rf"[{SPACE}]*[^{SPACE}{CONTROL}][^{CONTROL}]*"
"""Text that is not blank and has no control characters."""

_YEAR: Final = "(?:[0-9](?:[0-9](?:[0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_LEAP_YEAR: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY_OF_YEAR: Final = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
DAY: Final = f"(?:{_YEAR}-{_DAY_OF_YEAR}|{_LEAP_YEAR}-02-29)"
"""A day of the Gregorian calendar: 29 February in leap years alone."""

PART_OF_CALENDAR: Final = f"{_YEAR}(?:-(?:0[1-9]|1[0-2]))?"
TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

_BASE64_FOUR: Final = r"(?:[A-Za-z0-9+/][ \t\r\n]*){4}"
_BASE64_END: Final = r"(?:[A-Za-z0-9+/][ \t\r\n]*){2}(?:=[ \t\r\n]*=|[A-Za-z0-9+/][ \t\r\n]*=)[ \t\r\n]*"
BASE64: Final = rf"[ \t\r\n]*(?:(?:{_BASE64_FOUR})+(?:{_BASE64_END})?|{_BASE64_END})"
"""RFC 4648 base64 with its padding; white space between characters is allowed (R4, base64Binary)."""


def not_starting_with(prefixes: Iterable[str]) -> str:
    """A form of one or more solid characters that starts with none of `prefixes`, which do not start one another."""
    branches = {each[0]: [other[1:] for other in prefixes if other[0] == each[0]] for each in prefixes}
    other_first = rf"[^{''.join(sorted(branches))}{SPACE}\u0000-\u001f]{SOLID}*"
    within = [f"{first}(?:{not_starting_with(rest)})?" for first, rest in sorted(branches.items()) if all(rest)]
    return "|".join([other_first, *within])
