"""Asking a host's authorisation server for a code: what is asked, and what proves that the answer is ours.

RFC 6749, section 4.1; RFC 7636 (PKCE, S256); OpenID Connect Core 1.0, section 3.1.2.1; SMART App Launch 2.2, 2.0.8.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from app.access.hosts import Host
from app.fhir.launch.configuration import SmartConfiguration

SCOPES: Final = (
    "launch openid fhirUser patient/Patient.r patient/Encounter.r patient/EpisodeOfCare.rs patient/ServiceRequest.rs "
    "user/Practitioner.r user/PractitionerRole.r patient/Condition.cus patient/Observation.cus "
    "patient/DeviceUseStatement.cus patient/DocumentReference.cus"
)
"""What a launch needs: to read who is in context, and to write back what is handed back."""

_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is kept of a launch until it comes back: PKCE's verifier, the nonce, and where it comes back to."""

    verifier: str
    nonce: str
    redirect_uri: str

    @property
    def challenge(self) -> str:
        """The SHA-256 of the verifier, 43 characters (RFC 7636, section 4.2)."""
        return _base64url(hashlib.sha256(self.verifier.encode()).digest())

    def text(self) -> str:
        return json.dumps(asdict(self))


def secrets_in(text: str) -> Secrets:
    """What `Secrets.text` gave."""
    return Secrets(**json.loads(text))


def new_secrets(random_bytes: Callable[[int], bytes], redirect_uri: str) -> Secrets:
    """The secrets of a new launch: verifier and nonce of 256 bits each."""
    return Secrets(random_text(random_bytes), random_text(random_bytes), redirect_uri)


def random_text(random_bytes: Callable[[int], bytes]) -> str:
    """A text that nobody guesses: 256 bits in 43 characters."""
    return _base64url(random_bytes(_BYTES))


def authorisation_address(
    configuration: SmartConfiguration, host: Host, launch: str, state: str, secrets: Secrets
) -> str:
    """Where the browser is sent to be given a code."""
    asked = {
        "response_type": "code",
        "client_id": host.client_id,
        "redirect_uri": secrets.redirect_uri,
        "launch": launch,
        "scope": SCOPES,
        "state": state,
        "aud": host.issuer,
        "nonce": secrets.nonce,
        "code_challenge": secrets.challenge,
        "code_challenge_method": "S256",
    }
    address = configuration.authorization_endpoint
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def exchange_form(host: Host, code: str, secrets: Secrets) -> dict[str, str]:
    """What is sent to the token endpoint for a code, by a public client (RFC 7636, section 4.5)."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": secrets.redirect_uri,
        "client_id": host.client_id,
        "code_verifier": secrets.verifier,
    }


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
