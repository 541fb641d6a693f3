"""What is wrong with words that an area's people note beside its figures: what it is about, and who answers for it."""

from typing import Final

from app.clinical.checks import text_fault

LONGEST: Final = 500
LONGEST_NAME: Final = 100


def what_fault(what: str, missing: str) -> str | None:
    """Why a text cannot be kept, and how to mend it; `missing` is what is said of an empty one. None where it can."""
    if not what.strip():
        return missing
    if len(what) > LONGEST:
        return f"Say it in {LONGEST} characters or fewer; this has {len(what)}."
    return text_fault(what)


def owner_fault(owner: str) -> str | None:
    """The same of who answers for it."""
    if not owner.strip():
        return "Name who answers for it."
    if len(owner) > LONGEST_NAME:
        return f"Name them in {LONGEST_NAME} characters or fewer."
    return text_fault(owner) or ("Write the name on one line." if len(owner.splitlines()) > 1 else None)
