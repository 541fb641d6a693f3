"""The people who give care, as a submission names them: CARE PROFESSIONAL and staff details (CSDS CYP901)."""

from dataclasses import dataclass
from enum import StrEnum

from app.identity import Identity


class Profession(StrEnum):
    """What a care professional is, as far as the form asks."""

    PAEDIATRICIAN = "paediatrician"
    SPEECH_AND_LANGUAGE_THERAPIST = "speech_and_language_therapist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    PHYSIOTHERAPIST = "physiotherapist"
    SPECIALIST_NURSE = "specialist_nurse"
    PSYCHOLOGIST = "psychologist"
    OTHER = "other"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class CareProfessional:
    """A member of staff.

    `local_identifier` is CARE PROFESSIONAL LOCAL IDENTIFIER (max an20); the codes are those of the lists
    REGISTRATION_BODY, STAFF_GROUP and JOB_ROLE; `occupation_code` is an NHS occupation code (an3).
    """

    id: Identity
    organisation: Identity
    name: str
    profession: Profession
    local_identifier: str
    registration_body: str | None = None
    registration_entry: str | None = None
    staff_group: str | None = None
    occupation_code: str | None = None
    job_role: str | None = None
