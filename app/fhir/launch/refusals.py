"""Why a launch comes to nothing, in words for the person in front of it and for the audit trail."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Words:
    """What the audit trail notes; the page's HTTP status, its title, and what to do."""

    audited: str
    status: int
    title: str
    advice: str


class Why(Enum):
    """Why a launch was refused."""

    UNKNOWN_HOST = Words(
        "the host is not known",
        403,
        "This record is not known here",
        "The record that opened this page is not registered with EveryNeed. Ask your administrator to add it.",
    )
    NO_LAUNCH = Words(
        "the launch says nothing",
        400,
        "This page is opened from a child's record",
        "Open it from the child's record in your own system.",
    )
    NOT_CONFIGURED = Words(
        "its smart-configuration cannot be had or used",
        502,
        "The record cannot be reached",
        "EveryNeed could not learn from the record how it signs people in. Try again in a minute; if it stays so, "
        "tell your administrator.",
    )
    UNKNOWN_STATE = Words(
        "the state is not known, or was used before",
        400,
        "This cannot be opened again",
        "It was opened before, or elsewhere. Open it once more from the child's record.",
    )
    OTHER_BROWSER = Words(
        "it came back to another browser",
        400,
        "This was opened in another browser",
        "Open it once more from the child's record, in this browser.",
    )
    EXPIRED = Words(
        "it came back too late",
        400,
        "This took too long",
        "Open it once more from the child's record.",
    )
    DECLINED = Words(
        "the host declined it",
        403,
        "The record did not allow this",
        "Your own system declined to open EveryNeed for you. Ask its administrator.",
    )
    NO_TOKEN = Words(
        "the host gave no access token for the code",
        502,
        "The record did not answer as it should",
        "Open it once more from the child's record. If it stays so, tell your administrator.",
    )
    NOT_PROVED = Words(
        "the identity token is not proved",
        403,
        "It is not proved who you are",
        "The record's word for who is signed in could not be checked. Open it once more; if it stays so, tell your "
        "administrator.",
    )
    UNKNOWN_CLINICIAN = Words(
        "no account has the staff identifier of the practitioner",
        403,
        "You have no account here",
        "Nobody in EveryNeed has your staff identifier or SDS user id. Ask your administrator to add an account with "
        "it, then open this once more from the child's record. Nothing was recorded.",
    )
    ACCOUNT_REFUSED = Words(
        "the clinician's account is disabled or locked",
        403,
        "Your account cannot be used now",
        "It is disabled, locked, or not a clinician's. Ask your administrator. Nothing was recorded.",
    )
    NO_CHILD = Words(
        "the patient cannot be had",
        502,
        "The child's record cannot be read",
        "Your own system did not hand over the child. Open it once more from the child's record.",
    )
    CHILD_REFUSED = Words(
        "the patient or the referral was refused",
        409,
        "This child cannot be opened as they are recorded",
        "What your own system says of the child does not fit what EveryNeed holds, so nothing was recorded and nothing "
        "merged. Mend what is listed, or find the child in EveryNeed.",
    )
    BUSY = Words(
        "the record is busy",
        503,
        "The service is busy",
        "Nothing was recorded. Open it once more from the child's record in a moment.",
    )


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A launch refused; `problems` are what is wrong with the child's resources."""

    why: Why
    problems: tuple[str, ...] = ()
