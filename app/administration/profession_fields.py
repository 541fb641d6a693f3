"""What the pages ask about a clinician's profession: the catalogue's wording, hints, and the answers of lists."""

from dataclasses import dataclass

from app.administration.professions import LONGEST_STAFF_ID, WORDING
from app.clinical import code_lists
from app.clinical.code_lists import CodeList
from app.clinical.professional import Profession

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, wording and hint, the width of its box in characters, its choices, what a blank one says."""

    name: str
    wording: str
    hint: str = ""
    width: int = 12
    choices: Choices = ()
    blank: str = "Not known"


def _listed(answers: CodeList) -> Choices:
    return tuple((code, f"{words} ({code})") for code, words in answers.answers.items())


ASKED = (
    Field(
        "profession",
        WORDING["profession"],
        "Decides what the person may diagnose and what starts ticked.",
        choices=tuple((each.value, each.words) for each in Profession),
        blank="Choose",
    ),
    Field(
        "staff_id",
        WORDING["local_identifier"],
        f"Up to {LONGEST_STAFF_ID} characters, as your electronic patient record has it.",
        width=20,
    ),
)
"""What every clinician has."""

FURTHER = (
    Field(
        "registration_body",
        WORDING["registration_body"],
        choices=_listed(code_lists.REGISTRATION_BODY),
        blank="No registration, or not known",
    ),
    Field("registration_entry", WORDING["registration_entry"], "As on the register of that body.", width=20),
    Field("staff_group", WORDING["staff_group"], choices=_listed(code_lists.STAFF_GROUP)),
    Field("occupation_code", WORDING["occupation_code"], "3 letters or digits.", width=6),
    Field("job_role", WORDING["job_role"], "5 digits, of the National Workforce Data Set.", width=8),
)
"""What a submission to the Community Services Data Set says besides, as far as it is known."""
