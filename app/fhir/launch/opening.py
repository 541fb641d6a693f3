"""Opening the form from a host's record: the browser goes to the host's authorisation and comes back with a code.

What comes back is believed step by step: the launch is one of ours, of this browser, and used once; the host gives a
token for the code; its identity token is proved; the clinician has an account here that may be used; and only then is
the child recorded, and the clinician signed in.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.access.audit import AuditAction, AuditEvent
from app.access.client_tokens import PublishedKeys
from app.access.hosts import BoundLaunch, Host, Hosts, PendingLaunch, host_event
from app.access.people import Account, Organisation
from app.access.sessions import Refused, SignIns, token_hash
from app.errors import Conflict
from app.fhir.launch.authorisation import (
    Secrets,
    authorisation_address,
    exchange_form,
    new_secrets,
    random_text,
    secrets_in,
)
from app.fhir.launch.configuration import SmartConfiguration, configuration_in, configuration_url
from app.fhir.launch.context import Context, context_in
from app.fhir.launch.host_resources import HostReading
from app.fhir.launch.identity_token import Expected, fhir_user, key_is_missing
from app.fhir.launch.ports import Converse, HostRecord, Staff
from app.fhir.launch.recording import HostRecorder, OpenedChild, Refusal, acting_host
from app.fhir.launch.refusals import TurnedAway, Why
from app.fhir.launch.sealing import Seal
from app.fhir.launch.staff import account_of
from app.identity import Identity

LASTS: Final = timedelta(minutes=10)
"""How long a launch may take to come back."""

KEPT_BEYOND: Final = timedelta(hours=1)
"""How long what has expired is kept: the clocks of two processes may differ."""

LONGEST_LAUNCH: Final = 4_000
LONGEST_CODE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A launch begun: where the browser is sent."""

    address: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser came back with: the parameters of the redirect, empty where absent."""

    state: str
    code: str
    error: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A launch that came through: the session's token, for the browser, and the path at which the form stands."""

    token: str
    path: str


@dataclass(frozen=True, slots=True)
class _Taken:
    """A launch that came back and is used herewith."""

    host: Host
    organisation: Organisation
    secrets: Secrets


@dataclass(frozen=True, slots=True)
class _Talked:
    """What a host handed over for a code: the context, who is signed in, and how to read with the token."""

    context: Context
    user: str
    reading: HostReading


@dataclass(frozen=True, slots=True)
class LaunchDesk:
    """The use cases of launches.

    `published` reads what hosts publish, `converse` begins a conversation with one; `schemes` are those an address may
    have. `now` gives the instant (UTC), `random_bytes` so many random bytes.
    """

    hosts: Hosts
    staff: Staff
    sign_ins: SignIns
    published: PublishedKeys
    converse: Converse
    recorder: HostRecorder
    seal: Seal
    schemes: tuple[str, ...]
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def new_browser(self) -> str:
        """What a browser holds, to be known again when it comes back: 43 characters."""
        return random_text(self.random_bytes)

    def begin(self, issuer: str, launch: str, browser: str, redirect_uri: str) -> Begun | TurnedAway:
        """Begin a launch that a host asked for.

        Args:
            issuer: the base address of its FHIR API, as it gives it (`iss`).
            launch: what it knows the launch by.
            browser: what the browser holds.
            redirect_uri: where the browser is to come back to.
        """
        if not issuer or not launch or len(launch) > LONGEST_LAUNCH:
            return TurnedAway(Why.NO_LAUNCH)
        # Of a host that is not known nothing is kept.
        found = self.hosts.host_at(issuer.rstrip("/")) if "\0" not in issuer else None
        if found is None:
            return TurnedAway(Why.UNKNOWN_HOST)
        configuration = self._configuration(found[0])
        if configuration is None:
            return self._turned(found[0], Why.NOT_CONFIGURED)
        secrets, state = new_secrets(self.random_bytes, redirect_uri), random_text(self.random_bytes)
        try:
            self._keep(found[0], state, browser, secrets)
        except Conflict:
            return TurnedAway(Why.BUSY)
        return Begun(authorisation_address(configuration, found[0], launch, state, secrets))

    def finish(self, returned: Returned, browser: str, base: str) -> Opened | TurnedAway:
        """Take a launch that came back; `base` is the address of our FHIR API."""
        try:
            taken = self._taken(returned, browser)
            if isinstance(taken, TurnedAway):
                return taken
            outcome = self._opened(taken, returned.code, base)
        except Conflict:
            return TurnedAway(Why.BUSY)
        return self._turned(taken.host, outcome.why, outcome.problems) if isinstance(outcome, TurnedAway) else outcome

    def _keep(self, host: Host, state: str, browser: str, secrets: Secrets) -> None:
        now, state_hash = self.now(), token_hash(state)
        sealed = self.seal.sealed(secrets.text(), state_hash)
        browser_hash = token_hash(browser)
        launch = PendingLaunch(state_hash, browser_hash, host.id, host.version, sealed, now, now + LASTS)
        self.hosts.begin(launch, now - KEPT_BEYOND)

    def _taken(self, returned: Returned, browser: str) -> _Taken | TurnedAway:
        state_hash = token_hash(returned.state)
        found = self.hosts.pending(state_hash)
        if found is None:
            return TurnedAway(Why.UNKNOWN_STATE)
        launch, host, organisation = found
        secrets = self.seal.opened(launch.sealed, state_hash)
        why = self._fault(launch, returned, browser)
        if why is not None or secrets is None:
            return self._turned(host, why or Why.UNKNOWN_STATE)
        return _Taken(host, organisation, secrets_in(secrets))

    def _fault(self, launch: PendingLaunch, returned: Returned, browser: str) -> Why | None:
        """What is wrong with a launch that came back; unless it came back elsewhere, it is used herewith."""
        if not hmac.compare_digest(launch.browser_hash, token_hash(browser)):
            return Why.OTHER_BROWSER
        if not self.hosts.come_back(launch.state_hash):
            return Why.UNKNOWN_STATE
        if self.now() >= launch.expires_at:
            return Why.EXPIRED
        declined = returned.error or not 0 < len(returned.code) <= LONGEST_CODE
        return Why.DECLINED if declined else None

    def _opened(self, taken: _Taken, code: str, base: str) -> Opened | TurnedAway:
        talked = self._talked(taken, code)
        if isinstance(talked, TurnedAway):
            return talked
        practitioner = talked.reading.practitioner(talked.user)
        account = None if practitioner is None else self._account(practitioner, taken)
        if account is None or practitioner is None:
            return TurnedAway(Why.UNKNOWN_CLINICIAN)
        if self.sign_ins.refused_by_host(account) is not None:
            return TurnedAway(Why.ACCOUNT_REFUSED)
        child = self._child(taken, talked, base)
        if isinstance(child, TurnedAway):
            return child
        return self._signed_in(taken.host, account, child, talked, f"Practitioner/{practitioner['id']}")

    def _talked(self, taken: _Taken, code: str) -> _Talked | TurnedAway:
        host, configuration = taken.host, self._configuration(taken.host)
        if configuration is None:
            return TurnedAway(Why.NOT_CONFIGURED)
        record = self.converse()
        answer = record.exchanged(configuration.token_endpoint, exchange_form(host, code, taken.secrets))
        context = context_in(answer.body, host.issuer) if answer is not None and answer.succeeded else None
        if context is None:
            return TurnedAway(Why.NO_TOKEN)
        user = self._user(context, configuration, Expected(configuration.issuer, host.client_id, taken.secrets.nonce))
        if user is None:
            return TurnedAway(Why.NOT_PROVED)
        return _Talked(context, user, _reading(record, host, context))

    def _user(self, context: Context, configuration: SmartConfiguration, expected: Expected) -> str | None:
        keys = self.published.text(configuration.jwks_uri, anew=False) or ""
        if key_is_missing(context.identity_token, keys):
            keys = self.published.text(configuration.jwks_uri, anew=True) or ""
        return fhir_user(context.identity_token, keys, expected, self.now())

    def _account(self, practitioner: dict[str, object], taken: _Taken) -> Account | None:
        organisation = taken.organisation.id
        professionals = self.staff.professionals(organisation)
        return account_of(practitioner, taken.host, professionals, self.staff.accounts(organisation))

    def _child(self, taken: _Taken, talked: _Talked, base: str) -> OpenedChild | TurnedAway:
        found = talked.reading.child(talked.context)
        if found is None:
            return TurnedAway(Why.NO_CHILD)
        system = acting_host(taken.host, taken.organisation, self.new_identity(), self.now())
        recorded = self.recorder.record(found, system, base)
        if recorded is None:
            return TurnedAway(Why.BUSY)
        return TurnedAway(Why.CHILD_REFUSED, recorded.problems) if isinstance(recorded, Refusal) else recorded

    def _signed_in(
        self, host: Host, account: Account, child: OpenedChild, talked: _Talked, practitioner: str
    ) -> Opened | TurnedAway:
        started = self.sign_ins.signed_in_by_host(account, host.id)
        if isinstance(started, Refused):
            return TurnedAway(Why.ACCOUNT_REFUSED)
        (token, session), context = started, talked.context
        launch = BoundLaunch(
            session.id,
            host.organisation,
            host.id,
            host.version,
            child.child,
            context.patient,
            context.encounter,
            practitioner,
            self.seal.sealed(context.access_token, session_purpose(session.id)),
            min(self.now() + timedelta(seconds=context.seconds), session.expires_at),
        )
        self.hosts.bind(launch, self._launched(launch, account))
        return Opened(token, child.path)

    def _launched(self, launch: BoundLaunch, account: Account) -> AuditEvent:
        return AuditEvent(
            self.new_identity(),
            self.now(),
            launch.organisation,
            account.id,
            account.role,
            launch.session,
            AuditAction.LAUNCHED,
            launch.child,
            launch.host,
        )

    def _configuration(self, host: Host) -> SmartConfiguration | None:
        text = self.published.text(configuration_url(host.issuer), anew=False)
        return None if text is None else configuration_in(text, self.schemes)

    def _turned(self, host: Host, why: Why, problems: tuple[str, ...] = ()) -> TurnedAway:
        self.hosts.note(
            host_event(host, AuditAction.LAUNCH_REFUSED, self.new_identity(), self.now(), why.value.audited)
        )
        return TurnedAway(why, problems)


def session_purpose(session: Identity) -> bytes:
    """What a session's access token is sealed for."""
    return f"session {int(session)}".encode()


def _reading(record: HostRecord, host: Host, context: Context) -> HostReading:
    return HostReading(record, host.issuer, context.access_token)
