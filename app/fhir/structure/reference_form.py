"""The forms in which a reference may say where a resource is (R4, references, 2.3.0)."""

from functools import cache
from typing import Final

from app.fhir.structure.text_forms import ID, OID, SOLID, UUID

ANY_TYPE: Final = "[A-Z][A-Za-z]+"

REFERENCE_WORDS: Final = (
    "a relative reference such as {type}/123, an absolute http address, urn:uuid: and a UUID in lower case, "
    "urn:oid: and an OID, a conditional reference such as {type}?identifier=system|value, "
    "or #id of a contained resource"
)


@cache
def reference_form(targets: tuple[str, ...]) -> str:
    """The regular expression of a reference to one of the types `targets`; to any type when there are none.

    The type is judged where the reference itself states it: in a relative and in a conditional reference.
    """
    types = f"(?:{'|'.join(targets)})" if targets else ANY_TYPE
    relative = rf"{types}/{ID}(?:/_history/{ID})?"
    conditional = rf"{types}\?{SOLID}+"
    return rf"{relative}|{conditional}|https?://{SOLID}+|urn:uuid:{UUID}|urn:oid:{OID}|#{SOLID}*"


def reference_words(targets: tuple[str, ...]) -> str:
    """What `reference_form` allows, in words."""
    words = REFERENCE_WORDS.format(type=targets[0] if targets else "Patient")
    return f"{words}. It may point at {', '.join(targets)}" if targets else words
