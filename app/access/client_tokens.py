"""Access tokens for providers' systems: OAuth 2.0 client credentials with a signed assertion (RFC 6749, 4.4; RFC 7523).

SMART Backend Services (SMART App Launch 2.2). A token has 256 bits and goes to the client alone; what is kept is its
SHA-256. Whether a client is unknown, disabled, or failed to prove itself cannot be told from the answer; the audit
trail of the client's organisation says it. Of a client that is not known nothing is kept.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from app.access.assertions import Assertion, AssertionFault, claims_fault, read_assertion
from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.client_keys import KeyFault, VerifyingKey, keys_in_set
from app.access.clients import (
    AccessToken,
    AdmittedSystem,
    Clients,
    Replayed,
    StoredKeySet,
    SystemClient,
    client_identity,
)
from app.access.people import Role
from app.access.scopes import Scopes, granted, scopes_in, scopes_text
from app.access.sessions import token_hash
from app.errors import Conflict
from app.identity import Identity

GRANT_TYPE: Final = "client_credentials"
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEPT_BEYOND: Final = timedelta(hours=1)
"""How long what has expired is kept: the clocks of two processes may differ, and neither may forget too early."""
_ONCE: Final = ("grant_type", "client_assertion_type", "client_assertion", "client_id", "scope")
_TOKEN_CHARACTERS: Final = 43


class OAuthError(StrEnum):
    """What a token request is refused with (RFC 6749, section 5.2; the last one is section 4.1.2.1's)."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_SCOPE = "invalid_scope"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"


@dataclass(frozen=True, slots=True)
class OAuthRefusal:
    """A token request refused. `description` is for the client's developer; ASCII without quotes or backslashes."""

    error: OAuthError
    description: str


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """A token given out: its text, for how many seconds it holds, and what it allows."""

    access_token: str
    expires_in: int
    scopes: Scopes


class PublishedKeys(Protocol):
    """The key sets that clients publish."""

    def text(self, url: str, *, anew: bool) -> str | None:
        """The key set at an address, as known for some minutes; None when it cannot be had.

        `anew` asks for it again, because what is known has not the key sought; that is done once in a while at most.
        """
        ...


UNPROVED = OAuthRefusal(
    OAuthError.INVALID_CLIENT,
    "The client is not known, or did not prove itself. Check iss, sub, aud, exp, jti, kid and the signing key.",
)
NO_SCOPE = OAuthRefusal(
    OAuthError.INVALID_SCOPE,
    "Ask for scopes that are registered for this client, such as system/Patient.rs, separated by spaces.",
)
BUSY = OAuthRefusal(OAuthError.TEMPORARILY_UNAVAILABLE, "Nothing was written. Send it again in a moment.")


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """The use cases of access tokens. `now` gives the instant (UTC), `random_bytes` so many random bytes."""

    clients: Clients
    published: PublishedKeys
    lifetime: timedelta
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def token(self, fields: Mapping[str, tuple[str, ...]], token_url: str) -> TokenAnswer | OAuthRefusal:
        """Answer a token request.

        Args:
            fields: the form's fields, the texts given for each name.
            token_url: the address of the token endpoint, to which the assertion must be addressed.
        """
        given = {name: fields.get(name, ("",))[0] for name in _ONCE}
        refusal = _request_fault(fields, given)
        if refusal is not None:
            return refusal
        assertion = read_assertion(given["client_assertion"])
        identity = client_identity(assertion.issuer) if assertion else None
        client = None if identity is None else self.clients.client(identity)
        if assertion is None or client is None or given["client_id"] not in ("", client.client_id):
            return UNPROVED
        return self._answer(client, assertion, scopes_in(given["scope"]), token_url)

    def _answer(
        self, client: SystemClient, assertion: Assertion, asked: Scopes, token_url: str
    ) -> TokenAnswer | OAuthRefusal:
        now = self.now()
        fault = AssertionFault.DISABLED if client.disabled_at is not None else None
        fault = fault or claims_fault(assertion.claims, client.client_id, token_url, now)
        fault = fault or self._signature_fault(client, assertion)
        if fault is not None:
            return self._refused(client, fault, UNPROVED)
        scopes = granted(asked, client.scopes)
        if not scopes:
            return self._refused(client, AssertionFault.NO_SCOPE, NO_SCOPE)
        return self._issue(client, assertion, scopes, now)

    def _signature_fault(self, client: SystemClient, assertion: Assertion) -> AssertionFault | None:
        keys = self._keys(client, anew=False)
        chosen = assertion.chosen(keys or ())
        if keys is not None and not chosen:
            keys = self._keys(client, anew=True)
            chosen = assertion.chosen(keys or ())
        if keys is None:
            return AssertionFault.KEYS_OUT_OF_REACH
        if not chosen:
            return AssertionFault.UNKNOWN_KEY
        return None if assertion.signed_with(chosen) else AssertionFault.SIGNATURE

    def _keys(self, client: SystemClient, *, anew: bool) -> tuple[VerifyingKey, ...] | None:
        source = client.keys
        text = source.text if isinstance(source, StoredKeySet) else self.published.text(source.url, anew=anew)
        try:
            return None if text is None else keys_in_set(text)
        except KeyFault:
            return None

    def _issue(
        self, client: SystemClient, assertion: Assertion, scopes: Scopes, now: datetime
    ) -> TokenAnswer | OAuthRefusal:
        text = urlsafe_b64encode(self.random_bytes(32)).rstrip(b"=").decode()
        expires = now + self.lifetime
        token = AccessToken(self.new_identity(), client.id, client.version, token_hash(text), scopes, now, expires)
        event = self._event(client, AuditAction.TOKEN_ISSUED, scopes_text(scopes), token.id)
        try:
            self.clients.issue(token, assertion.used_by(client.id), now - KEPT_BEYOND, event)
        except Replayed:
            return self._refused(client, AssertionFault.REPLAYED, UNPROVED)
        except Conflict:
            return BUSY
        return TokenAnswer(text, int(self.lifetime.total_seconds()), scopes)

    def _refused(self, client: SystemClient, fault: AssertionFault, refusal: OAuthRefusal) -> OAuthRefusal:
        try:
            self.clients.note(self._event(client, AuditAction.TOKEN_REFUSED, fault.value, None))
        except Conflict:
            return BUSY
        return refusal

    def admitted(self, token: str) -> AdmittedSystem | None:
        """The system that holds a token, if it is in force now: given to the client as it now is, and not expired."""
        if len(token) != _TOKEN_CHARACTERS:
            return None
        found = self.clients.admitted(token_hash(token))
        if found is None or found.client.disabled_at is not None or self.now() >= found.token.expires_at:
            return None
        return found

    def note_refusal(self, system: AdmittedSystem, detail: str) -> None:
        """Note that a system asked for what it may not have; `detail` names no person."""
        action = AuditAction.ACCESS_REFUSED
        event = audit_event(system.principal, action, identity=self.new_identity(), at=self.now(), detail=detail)
        self.clients.note(event)

    def _event(self, client: SystemClient, action: AuditAction, detail: str, token: Identity | None) -> AuditEvent:
        return AuditEvent(
            self.new_identity(),
            self.now(),
            client.organisation,
            client.id,
            Role.SYSTEM,
            token,
            action,
            detail=detail,
        )


def _request_fault(fields: Mapping[str, tuple[str, ...]], given: Mapping[str, str]) -> OAuthRefusal | None:
    """What is wrong with a request, whoever sent it."""
    repeated = [name for name in _ONCE if len(fields.get(name, ())) > 1]
    if repeated:
        return OAuthRefusal(OAuthError.INVALID_REQUEST, f"Send {repeated[0]} once.")
    if not given["grant_type"]:
        return OAuthRefusal(OAuthError.INVALID_REQUEST, f"Send grant_type={GRANT_TYPE} in a form (urlencoded).")
    if given["grant_type"] != GRANT_TYPE:
        return OAuthRefusal(OAuthError.UNSUPPORTED_GRANT_TYPE, f"The grant_type is {GRANT_TYPE}.")
    if given["client_assertion_type"] != ASSERTION_TYPE:
        return OAuthRefusal(OAuthError.INVALID_REQUEST, f"The client_assertion_type is {ASSERTION_TYPE}.")
    if not given["client_assertion"]:
        return OAuthRefusal(OAuthError.INVALID_REQUEST, "Send client_assertion, a JSON Web Token signed by the client.")
    return None
