"""Access tokens for systems: who is given one, for how long, and what every refusal looks like."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from app.access.assertions import LONGEST_ASSERTION
from app.access.audit import AuditAction
from app.access.client_tokens import (
    ASSERTION_TYPE,
    BUSY,
    NO_SCOPE,
    UNPROVED,
    OAuthError,
    OAuthRefusal,
    TokenAnswer,
    TokenDesk,
)
from app.access.clients import PublishedKeySet, StoredKeySet, SystemClient, client_identity
from app.access.people import Organisation, Role
from app.access.permissions import PERMISSIONS, Permission
from app.access.scopes import Interaction, scopes_in, scopes_text
from app.errors import NotPermitted
from app.identity import Identity, shown
from tests.access.fake_clients import FakeClients, FakePublished
from tests.access.systems import System, key_set_of, private_key, public_of, rsa_key

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ORGANISATION = Organisation(Identity(1), "RXX01", "Synthetic Community Trust")
CLIENT = SystemClient(
    Identity(77), 1, ORGANISATION.id, "Paediatric system", StoredKeySet(key_set_of(private_key())),
    scopes_in("system/Patient.rs system/Observation.cruds"), NOW,
)  # fmt: skip
TOKEN_URL = "https://everyneed.example.nhs.uk/oauth2/token"
KEYS_URL = "https://system.example.nhs.uk/jwks.json"


class Desk:
    """A token desk with one client, a clock set by hand, and the client's own system."""

    def __init__(self, **changes: Any) -> None:
        self.clients = FakeClients(ORGANISATION, replace(CLIENT, **changes))
        self.published = FakePublished()
        self.at = NOW
        numbers = count(1_000)
        self.tokens = TokenDesk(
            self.clients,
            self.published,
            timedelta(minutes=5),
            lambda: Identity(next(numbers)),
            lambda: self.at,
            secrets.token_bytes,
        )
        self.system = System(CLIENT.client_id, TOKEN_URL)

    def ask(self, assertion: str, scope: str = "system/*.cruds", **changes: str) -> TokenAnswer | OAuthRefusal:
        form = self.system.form(assertion, scope, **changes)
        return self.tokens.token({name: (text,) for name, text in form.items()}, TOKEN_URL)

    def ask_with(self, **claims: Any) -> TokenAnswer | OAuthRefusal:
        return self.ask(self.system.signed(self.system.claims(self.at, **claims)))

    def token(self) -> TokenAnswer:
        answer = self.ask_with()
        assert isinstance(answer, TokenAnswer), answer
        return answer

    def details(self) -> list[tuple[AuditAction, str | None]]:
        return [(event.action, event.detail) for event in self.clients.events]

    def refused_because(self, answer: TokenAnswer | OAuthRefusal, detail: str) -> None:
        """The answer says no more than that the client is unproved; the trail says why."""
        assert answer == UNPROVED
        assert self.details() == [(AuditAction.TOKEN_REFUSED, detail)]
        assert self.clients.tokens == {}
        assert self.clients.used == {}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def seconds(**ahead: float) -> float:
    return (NOW + timedelta(**ahead)).timestamp()


def test_a_signed_assertion_is_answered_with_a_token_that_lets_its_client_in(desk: Desk) -> None:
    answer = desk.token()
    assert answer.expires_in == 300
    assert scopes_text(answer.scopes) == "system/Observation.cruds system/Patient.rs"
    admitted = desk.tokens.admitted(answer.access_token)
    assert admitted is not None
    principal = admitted.principal
    assert (principal.account, principal.role, principal.organisation) == (CLIENT.id, Role.SYSTEM, ORGANISATION)
    assert (principal.display_name, principal.professional) == (CLIENT.name, None)
    assert principal.session == admitted.token.id
    (event,) = desk.clients.events
    assert (event.action, event.account, event.role) == (AuditAction.TOKEN_ISSUED, CLIENT.id, Role.SYSTEM)
    assert (event.organisation, event.session) == (ORGANISATION.id, admitted.token.id)
    assert event.detail == "system/Observation.cruds system/Patient.rs"


def test_a_token_has_256_bits_and_only_its_hash_is_kept(desk: Desk) -> None:
    first, second = desk.token().access_token, desk.token().access_token
    assert first != second
    assert {len(first), len(second)} == {43}
    assert set(desk.clients.tokens) == {hashlib.sha256(text.encode()).digest() for text in (first, second)}
    assert first not in repr(desk.clients.tokens)


def test_a_token_holds_for_its_minutes_and_not_a_moment_longer(desk: Desk) -> None:
    token = desk.token().access_token
    desk.at = NOW + timedelta(minutes=5, microseconds=-1)
    assert desk.tokens.admitted(token) is not None
    desk.at = NOW + timedelta(minutes=5)
    assert desk.tokens.admitted(token) is None


@pytest.mark.parametrize("changes", [{"disabled_at": NOW}, {"version": 2}])
def test_a_token_ends_when_its_client_is_disabled_or_changed(desk: Desk, changes: dict[str, Any]) -> None:
    token = desk.token().access_token
    desk.clients.known[CLIENT.id] = replace(CLIENT, **changes)
    assert desk.tokens.admitted(token) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "x" * 100_000])
def test_what_is_no_token_lets_nobody_in(desk: Desk, token: str) -> None:
    desk.token()
    assert desk.tokens.admitted(token) is None


def test_a_token_allows_what_its_scopes_say(desk: Desk) -> None:
    answer = desk.ask(desk.system.signed(desk.system.claims(NOW)), "system/Patient.r system/Observation.c")
    assert isinstance(answer, TokenAnswer)
    admitted = desk.tokens.admitted(answer.access_token)
    assert admitted is not None
    admitted.require(Interaction.READ, "Patient")
    assert not admitted.may(Interaction.SEARCH, "Patient")
    with pytest.raises(NotPermitted, match=r"system/Patient\.s"):
        admitted.require(Interaction.SEARCH, "Patient")


def test_a_key_for_rs384_will_do_too() -> None:
    desk = Desk(keys=StoredKeySet(key_set_of(private_key(), rsa_key())))
    desk.system.key = rsa_key()
    desk.token()


@pytest.mark.parametrize(
    ("claims", "detail"),
    [
        ({"sub": "somebody"}, "iss and sub"),
        ({"sub": None}, "iss and sub"),
        ({"aud": None}, "aud"),
        ({"aud": "https://elsewhere.example/oauth2/token"}, "aud"),
        ({"aud": TOKEN_URL + "/"}, "aud"),
        ({"aud": TOKEN_URL.replace("https", "http")}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": {TOKEN_URL: 1}}, "aud"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 7}, "jti"),
        ({"jti": "x" * 256}, "jti"),
        ({"exp": None}, "exp is missing"),
        ({"exp": "soon"}, "exp is missing"),
        ({"exp": True}, "exp is missing"),
        ({"exp": float("inf")}, "exp is missing"),
        ({"exp": float("nan")}, "exp is missing"),
        ({"exp": seconds()}, "expired"),
        ({"exp": -(10**400)}, "expired"),
        ({"exp": seconds(seconds=331)}, "more than five minutes"),
        ({"exp": 10**400}, "more than five minutes"),
        ({"nbf": seconds(seconds=31)}, "nbf or iat"),
        ({"iat": seconds(seconds=31)}, "nbf or iat"),
        ({"iat": "now"}, "nbf or iat"),
        ({"iat": None, "nbf": False}, "nbf or iat"),
        ({"exp": seconds(seconds=5), "iat": seconds(seconds=5)}, "nbf or iat"),
    ],
    ids=str,
)
def test_an_assertion_with_a_claim_at_fault_is_refused(desk: Desk, claims: dict[str, Any], detail: str) -> None:
    answer = desk.ask_with(**claims)
    (event,) = desk.clients.events
    assert detail in str(event.detail)
    desk.refused_because(answer, str(event.detail))


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": seconds(minutes=5)},
        {"exp": seconds(seconds=330)},
        {"exp": seconds(seconds=0.5)},
        {"iat": seconds(seconds=30), "nbf": seconds(seconds=30)},
        {"iat": seconds(hours=-1)},
        {"aud": [TOKEN_URL]},
        {"aud": ["https://elsewhere.example", TOKEN_URL]},
        {"jti": "x" * 255},
        {"jti": "\ud800"},
        {"jti": "\x00"},
        {"extra": {"deep": [1]}},
    ],
    ids=str,
)
def test_an_assertion_at_the_edge_of_what_is_taken_is_taken(desk: Desk, claims: dict[str, Any]) -> None:
    assert isinstance(desk.ask_with(**claims), TokenAnswer)


def test_an_assertion_is_used_once(desk: Desk) -> None:
    assertion = desk.system.signed(desk.system.claims(NOW))
    assert isinstance(desk.ask(assertion), TokenAnswer)
    assert desk.ask(assertion) == UNPROVED
    assert desk.details()[1:] == [(AuditAction.TOKEN_REFUSED, "the assertion was used before")]
    assert len(desk.clients.tokens) == 1


def test_a_jti_is_kept_until_its_assertion_has_expired_and_then_let_go(desk: Desk) -> None:
    expires = int(seconds(minutes=4))
    desk.ask_with(exp=expires)
    assert list(desk.clients.used.values()) == [datetime.fromtimestamp(expires, UTC)]
    assert desk.clients.dropped == [NOW - timedelta(hours=1)]


class TestASignature:
    """What is signed with another key, in another way, or not at all, is refused."""

    def test_by_another_key_under_the_same_name(self, desk: Desk) -> None:
        kid = public_of(private_key()).key_id
        desk.system.key = private_key("a stranger's")
        answer = desk.ask(desk.system.signed(desk.system.claims(NOW), kid=kid))
        desk.refused_because(answer, "the signature does not fit")

    def test_by_a_key_that_is_not_the_clients(self, desk: Desk) -> None:
        desk.system.key = private_key("a stranger's")
        answer = desk.ask(desk.system.signed(desk.system.claims(NOW)))
        desk.refused_because(answer, "none of its keys has this kid and alg")

    def test_over_other_claims(self, desk: Desk) -> None:
        head, _, signature = desk.system.signed(desk.system.claims(NOW)).split(".")
        claims = urlsafe_b64encode(json.dumps(desk.system.claims(NOW)).encode()).rstrip(b"=").decode()
        desk.refused_because(desk.ask(f"{head}.{claims}.{signature}"), "the signature does not fit")

    def test_cut_off(self, desk: Desk) -> None:
        head, claims, _ = desk.system.signed(desk.system.claims(NOW)).split(".")
        desk.refused_because(desk.ask(f"{head}.{claims}."), "the signature does not fit")

    @pytest.mark.parametrize("algorithm", ["none", "HS384", "HS256"])
    def test_with_no_key_or_with_the_public_key_as_a_secret(self, desk: Desk, algorithm: str) -> None:
        head = encoded(json.dumps({"alg": algorithm, "kid": public_of(private_key()).key_id}).encode())
        signed = f"{head}.{encoded(json.dumps(desk.system.claims(NOW)).encode())}"
        digest = {"none": "", "HS384": "sha384", "HS256": "sha256"}[algorithm]
        signature = hmac.digest(key_set_of(private_key()).encode(), signed.encode(), digest) if digest else b""
        assertion = f"{signed}.{encoded(signature)}"
        desk.refused_because(desk.ask(assertion), "none of its keys has this kid and alg")

    @pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS384"])
    def test_by_its_own_key_in_another_way(self, algorithm: str) -> None:
        desk = Desk(keys=StoredKeySet(key_set_of(rsa_key())))
        desk.system.key = rsa_key()
        answer = desk.ask(desk.system.signed(desk.system.claims(NOW), alg=algorithm))
        desk.refused_because(answer, "none of its keys has this kid and alg")

    def test_with_a_key_of_its_own_in_the_header(self, desk: Desk) -> None:
        desk.system.key = private_key("a stranger's")
        own = {"kty": "EC", "crv": "P-384"}
        answer = desk.ask(desk.system.signed(desk.system.claims(NOW), jwk=own, kid="mine"))
        desk.refused_because(answer, "none of its keys has this kid and alg")


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


LONG_NUMBER = b'{"iss": ' + b"9" * 5_000 + b"}"
HEAD = encoded(b'{"alg":"ES384","kid":"k"}')


@pytest.mark.parametrize(
    "assertion",
    [
        "x",
        "a.b.c",
        "..",
        "é.é.é",
        "\x00",
        f"{HEAD}..",
        f"{HEAD}.{encoded(b'[]')}.AAAA",
        f"{HEAD}.{encoded(b'null')}.AAAA",
        f"{HEAD}.{encoded(b'[' * 9_000)}.AAAA",
        f"{encoded(b'[' * 9_000)}.{encoded(b'{}')}.AAAA",
        f"{encoded(b'[]')}.{encoded(b'{}')}.AAAA",
        f"{encoded(b'{}')}.{encoded(b'{}')}.AAAA",
        f"{HEAD}.{encoded(b'{}')}.AAAA",
        f"{HEAD}.{encoded(json.dumps({'iss': 7}).encode())}.AAAA",
        f"{HEAD}.{encoded(json.dumps({'iss': 'x' * 13}).encode())}.AAAA",
        f"{HEAD}.{encoded(LONG_NUMBER)}.AAAA",
        "x" * (LONGEST_ASSERTION + 1),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_assertion_of_a_known_client_is_refused_and_leaves_nothing(desk: Desk, assertion: str) -> None:
    assert desk.ask(assertion) == UNPROVED
    assert desk.clients.events == []


def test_an_unknown_client_is_refused_as_any_other_and_leaves_nothing(desk: Desk) -> None:
    desk.system.client_id = shown(Identity(78))
    assert desk.ask_with() == UNPROVED
    assert desk.clients.events == []


def test_a_client_id_is_taken_as_it_was_given_out_alone() -> None:
    assert client_identity(CLIENT.client_id) == CLIENT.id
    letters = shown(Identity(1 << 61 | 0xABCDEF))
    assert client_identity(letters) is not None
    assert [client_identity(text) for text in (letters.lower(), letters + " ", "", "77")] == [None] * 4


def test_a_disabled_client_is_refused() -> None:
    desk = Desk(disabled_at=NOW)
    desk.refused_because(desk.ask_with(), "the client is disabled")


def test_another_client_id_beside_the_assertion_is_refused(desk: Desk) -> None:
    assertion = desk.system.signed(desk.system.claims(NOW))
    assert desk.ask(assertion, client_id=shown(Identity(78))) == UNPROVED
    assert isinstance(desk.ask(assertion, client_id=CLIENT.client_id), TokenAnswer)


@pytest.mark.parametrize("scope", ["", "openid", "system/Patient.c", "system/Condition.rs", "patient/Patient.rs"])
def test_scopes_that_are_not_registered_are_refused_and_the_assertion_is_not_used_up(desk: Desk, scope: str) -> None:
    assertion = desk.system.signed(desk.system.claims(NOW))
    assert desk.ask(assertion, scope) == NO_SCOPE
    assert desk.details() == [(AuditAction.TOKEN_REFUSED, "no scope that was asked for is registered")]
    assert isinstance(desk.ask(assertion), TokenAnswer)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": ""}, OAuthError.INVALID_REQUEST),
        ({"grant_type": "authorization_code"}, OAuthError.UNSUPPORTED_GRANT_TYPE),
        ({"client_assertion_type": ""}, OAuthError.INVALID_REQUEST),
        ({"client_assertion_type": "urn:something"}, OAuthError.INVALID_REQUEST),
        ({"client_assertion": ""}, OAuthError.INVALID_REQUEST),
    ],
)
def test_a_request_that_is_none_is_told_what_to_send(desk: Desk, changes: dict[str, str], error: OAuthError) -> None:
    answer = desk.ask("x", **changes)
    assert isinstance(answer, OAuthRefusal)
    assert answer.error == error
    assert desk.clients.events == []


@pytest.mark.parametrize("name", ["grant_type", "client_assertion_type", "client_assertion", "client_id", "scope"])
def test_a_field_sent_twice_is_refused(desk: Desk, name: str) -> None:
    form = desk.system.form(desk.system.signed(desk.system.claims(NOW)), client_id=CLIENT.client_id)
    fields = {each: (text,) * (2 if each == name else 1) for each, text in form.items()}
    answer = desk.tokens.token(fields, TOKEN_URL)
    assert answer == OAuthRefusal(OAuthError.INVALID_REQUEST, f"Send {name} once.")


def test_every_description_is_of_the_characters_oauth_allows() -> None:
    """RFC 6749, section 5.2: %x20-21 / %x23-5B / %x5D-7E."""
    said = [each.description for each in (UNPROVED, NO_SCOPE, BUSY)]
    assert all(0x20 <= ord(each) <= 0x7E and each not in '"\\' for text in said for each in text)


def test_a_busy_record_is_told_and_the_assertion_may_be_sent_again(desk: Desk) -> None:
    assertion = desk.system.signed(desk.system.claims(NOW))
    desk.clients.busy = True
    assert desk.ask(assertion) == BUSY
    assert desk.ask_with(aud="elsewhere") == BUSY
    desk.clients.busy = False
    assert isinstance(desk.ask(assertion), TokenAnswer)


class TestPublishedKeys:
    """Of a client that publishes its keys."""

    @pytest.fixture
    def desk(self) -> Desk:
        return Desk(keys=PublishedKeySet(KEYS_URL))

    def test_they_are_asked_for_once(self, desk: Desk) -> None:
        desk.published.sets[KEYS_URL] = key_set_of(private_key())
        desk.token()
        assert desk.published.asked == [(KEYS_URL, False)]

    def test_a_key_that_was_added_since_is_asked_for_anew(self, desk: Desk) -> None:
        desk.published.sets[KEYS_URL] = key_set_of(private_key("old"))
        desk.published.renewed[KEYS_URL] = key_set_of(private_key("old"), private_key())
        desk.token()
        assert desk.published.asked == [(KEYS_URL, False), (KEYS_URL, True)]

    @pytest.mark.parametrize("published", [None, "", "<html>", '{"keys": [{"kty": "oct"}]}'])
    def test_keys_that_cannot_be_had_prove_nothing(self, desk: Desk, published: str | None) -> None:
        if published is not None:
            desk.published.sets[KEYS_URL] = published
        desk.refused_because(desk.ask_with(), "its keys cannot be had at their address")

    def test_a_claim_at_fault_asks_for_no_keys(self, desk: Desk) -> None:
        desk.ask_with(exp=1)
        assert desk.published.asked == []


def test_a_refusal_to_a_system_is_noted_in_its_name(desk: Desk) -> None:
    admitted = desk.tokens.admitted(desk.token().access_token)
    assert admitted is not None
    desk.tokens.note_refusal(admitted, "GET /fhir/R4/Patient/{id}")
    event = desk.clients.events[-1]
    assert (event.action, event.account, event.session) == (AuditAction.ACCESS_REFUSED, CLIENT.id, admitted.token.id)
    assert (event.role, event.detail) == (Role.SYSTEM, "GET /fhir/R4/Patient/{id}")


def test_a_system_may_record_and_register_and_nothing_else() -> None:
    recording = {Permission.RECORD_ENCOUNTER, Permission.AMEND_ENCOUNTER, Permission.REGISTER_CHILD}
    assert PERMISSIONS[Role.SYSTEM] == recording
    assert ASSERTION_TYPE == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
