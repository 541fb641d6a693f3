"""The keyed one-way pseudonym of a child, which alone joins organisations."""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from app.clinical.identifiers import LocalPatientId, NhsNumber


class PseudonymBasis(StrEnum):
    """What a pseudonym was made from; one made from a local identifier joins no organisations."""

    NHS_NUMBER = "nhs_number"
    LOCAL_IDENTIFIER = "local_identifier"


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A pseudonym of 32 bytes, and what it rests on."""

    value: bytes
    basis: PseudonymBasis


def child_pseudonym(key: bytes, nhs_number: NhsNumber | None, ods_code: str, local: LocalPatientId | None) -> Pseudonym:
    """HMAC-SHA-256 under `key` of the NHS number, else of organisation and local identifier.

    A plain hash of an NHS number falls to trying all of them; a keyed one does not.

    Raises:
        ValueError: the child has neither number nor local identifier.
    """
    if nhs_number is not None:
        return Pseudonym(hmac.digest(key, f"nhs:{nhs_number}".encode(), "sha256"), PseudonymBasis.NHS_NUMBER)
    if local is None:
        raise ValueError("A child needs an NHS number or a local patient identifier.")
    text = f"local:{ods_code}:{local}".encode()
    return Pseudonym(hmac.digest(key, text, "sha256"), PseudonymBasis.LOCAL_IDENTIFIER)
