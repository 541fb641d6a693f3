"""What was decided at an encounter besides the needs: onward referrals, letter, tests, growth, safeguarding check.

The lists are this service's own where the NHS Data Dictionary has none.
"""

from dataclasses import dataclass
from enum import StrEnum

LIGHTEST_GRAMS, HEAVIEST_GRAMS = 200, 300_000
SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES = 200, 2_500
SMALLEST_HEAD_MILLIMETRES, LARGEST_HEAD_MILLIMETRES = 150, 800


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured: weight in grams, height (or length) and head circumference in millimetres."""

    weight_grams: int | None = None
    height_millimetres: int | None = None
    head_circumference_millimetres: int | None = None


@dataclass(frozen=True, slots=True)
class OnwardReferral:
    """A referral made at the contact: `to` is SERVICE OR TEAM TYPE REFERRED TO, `organisation` an ODS code if known."""

    to: str
    organisation: str | None = None


class Recipient(StrEnum):
    """Who gets the letter or a copy of it."""

    FAMILY = "family"
    GP = "gp"
    SCHOOL = "school"
    NURSERY = "nursery"
    HEALTH_VISITOR = "health_visitor"
    SCHOOL_NURSE = "school_nurse"
    THERAPIST = "therapist"
    HOSPITAL = "hospital"
    SOCIAL_CARE = "social_care"
    OTHER = "other"

    @property
    def words(self) -> str:
        return "GP" if self is Recipient.GP else self.value.replace("_", " ").capitalize()


class Sharing(StrEnum):
    """Whether the family agreed to a recipient's copy."""

    AGREED = "agreed"
    DECLINED = "declined"

    @property
    def words(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class LetterCopy:
    """A recipient of the letter, and what the family said to it. A copy that was declined is not sent."""

    recipient: Recipient
    sharing: Sharing = Sharing.AGREED


class RequestedTest(StrEnum):
    """A test asked for at the contact."""

    BLOOD = "blood"
    GENETIC = "genetic"
    METABOLIC = "metabolic"
    HEARING = "hearing"
    VISION = "vision"
    MRI_BRAIN = "mri_brain"
    EEG = "eeg"
    ECG = "ecg"
    HIP_XRAY = "hip_xray"
    SPINE_XRAY = "spine_xray"
    VIDEOFLUOROSCOPY = "videofluoroscopy"
    SLEEP_STUDY = "sleep_study"
    URINE = "urine"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _TEST_WORDS[self]


_TEST_WORDS = {
    RequestedTest.BLOOD: "Blood tests",
    RequestedTest.GENETIC: "Genetic tests",
    RequestedTest.METABOLIC: "Metabolic tests",
    RequestedTest.HEARING: "Hearing test",
    RequestedTest.VISION: "Vision test",
    RequestedTest.MRI_BRAIN: "MRI of the brain",
    RequestedTest.EEG: "EEG",
    RequestedTest.ECG: "ECG",
    RequestedTest.HIP_XRAY: "Hip X-ray",
    RequestedTest.SPINE_XRAY: "Spine X-ray",
    RequestedTest.VIDEOFLUOROSCOPY: "Videofluoroscopy",
    RequestedTest.SLEEP_STUDY: "Sleep study",
    RequestedTest.URINE: "Urine tests",
    RequestedTest.OTHER: "Other test",
}


class SafeguardingCheck(StrEnum):
    """What came of thinking about safeguarding when a child was again not brought."""

    NO_CONCERN = "no_concern"
    FAMILY_TO_BE_CONTACTED = "family_to_be_contacted"
    DISCUSSED = "discussed"
    REFERRED = "referred"

    @property
    def words(self) -> str:
        return _CHECK_WORDS[self]


_CHECK_WORDS = {
    SafeguardingCheck.NO_CONCERN: "Considered, no concern",
    SafeguardingCheck.FAMILY_TO_BE_CONTACTED: "Considered, family to be contacted first",
    SafeguardingCheck.DISCUSSED: "Discussed with the safeguarding team",
    SafeguardingCheck.REFERRED: "Referred to children's social care",
}
