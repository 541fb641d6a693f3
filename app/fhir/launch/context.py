"""What a host answers for a code: the access token, and who and what is in context (SMART App Launch 2.2, 2.0.11)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

LONGEST_ACCESS_TOKEN: Final = 16_384
USUAL_SECONDS: Final = 3_600
"""For how long a token is taken to hold when the host does not say; it refuses it when that was too long."""

_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_REFERENCE: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_REFERRALS: Final = ("EpisodeOfCare", "ServiceRequest")


@dataclass(frozen=True, slots=True)
class Context:
    """A host's answer. `patient`, `encounter` and `referrals` are references at the host, such as `Patient/123`."""

    access_token: str
    seconds: int
    identity_token: str
    patient: str
    encounter: str | None
    referrals: tuple[str, ...]


def context_in(body: bytes, issuer: str) -> Context | None:
    """What a token endpoint answered; None when it is not readable, or no child is in context."""
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or str(said.get("token_type", "")).lower() != "bearer":
        return None
    token, identity, patient = said.get("access_token"), said.get("id_token"), said.get("patient")
    if not _is_token(token) or not isinstance(identity, str) or not _is_id(patient):
        return None
    encounter = said.get("encounter")
    listed = tuple(_listed(said.get("fhirContext"), issuer))
    if not _is_id(encounter):
        encounter = next((each.partition("/")[2] for each in listed if each.startswith("Encounter/")), None)
    return Context(
        str(token),
        _seconds(said.get("expires_in")),
        identity,
        f"Patient/{patient}",
        None if encounter is None else f"Encounter/{encounter}",
        tuple(each for each in listed if each.startswith(_REFERRALS)),
    )


def reference_at(text: object, issuer: str) -> str | None:
    """A reference to a resource of the host as `Type/id`, given so or as its address; None for any other."""
    if not isinstance(text, str):
        return None
    found = _REFERENCE.fullmatch(text.removeprefix(f"{issuer}/"))
    return f"{found[1]}/{found[2]}" if found is not None else None


def _listed(context: object, issuer: str) -> Iterator[str]:
    for each in context if isinstance(context, list) else ():
        reference = reference_at(each.get("reference"), issuer) if isinstance(each, dict) else None
        if reference is not None:
            yield reference


def _is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def _is_token(text: object) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_ACCESS_TOKEN and _TOKEN.fullmatch(text) is not None


def _seconds(stated: object) -> int:
    if isinstance(stated, bool) or not isinstance(stated, int) or stated < 0:
        return USUAL_SECONDS
    return min(stated, 24 * USUAL_SECONDS)
