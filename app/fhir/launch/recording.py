"""The child of a launch, matched or registered by the API's own way in, and the page on which their form stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.access.clients import AccessToken, AdmittedSystem, StoredKeySet, SystemClient
from app.access.hosts import Host
from app.access.people import Organisation
from app.access.scopes import scopes_in
from app.clinical.referral import Referral
from app.errors import Conflict
from app.fhir.exchange import Reply, Sent
from app.fhir.launch.host_resources import HostChild
from app.fhir.launch.host_transaction import host_transaction
from app.fhir.mapping.looking import Resource, listed
from app.fhir.receiving.receiver import Begin, Receiver
from app.identity import Identity, parse_identity, shown

_SCOPES: Final = "system/Patient.cu system/EpisodeOfCare.cu system/ServiceRequest.cu"
_ATTEMPTS: Final = 3
"""How often a child is recorded anew, from the start, when another writer was quicker."""


@dataclass(frozen=True, slots=True)
class OpenedChild:
    """The record that stands for a child here, and the path at which the form, or what leads to it, stands."""

    child: Identity
    path: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with a host's resources, in words."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostRecorder:
    """Records what a host has of a child, on the host's behalf."""

    receiver: Receiver
    begin: Begin

    def record(self, found: HostChild, system: AdmittedSystem, base: str) -> OpenedChild | Refusal | None:
        """Match or register the child, with their referrals; None when other writers were quicker each time.

        `system` is the host as `acting_host` makes it, `base` the address of our FHIR API.
        """
        sent = Sent(system, host_transaction((found.patient, *found.referrals), found.issuer), base)
        reply = self._received(sent)
        if reply is None:
            return None
        if reply.status != 200:
            return Refusal(tuple(_said(reply)))
        child, *referrals = _identities(reply)
        return self._opened(system, child, referrals, named=found.named)

    def _received(self, sent: Sent) -> Reply | None:
        for _ in range(_ATTEMPTS):
            try:
                return self.receiver.bundle(sent)
            except Conflict:
                continue
        return None

    def _opened(
        self, system: AdmittedSystem, child: Identity, referrals: Sequence[Identity], *, named: bool
    ) -> OpenedChild:
        with self.begin(system.principal) as work:
            known = work.records.children([child])[child]
            stands = known.merged_into or child
            held = work.records.current_referrals([stands]).get(stands, ())
        referral = _chosen([each for each in held if each.open], referrals, named=named)
        path = f"/children/{shown(stands)}"
        return OpenedChild(stands, path if referral is None else f"{path}/referrals/{shown(referral.id)}/encounter")


def acting_host(host: Host, organisation: Organisation, launch: Identity, now: datetime) -> AdmittedSystem:
    """The host as a system that writes Patients and referrals, with no token that anybody holds.

    `launch` stands in the trail for the session in which the host does it.
    """
    scopes = scopes_in(_SCOPES)
    client = SystemClient(
        host.id, host.version, organisation.id, host.name, StoredKeySet(""), scopes, host.added_at, host.disabled_at
    )
    return AdmittedSystem(AccessToken(launch, host.id, host.version, b"", scopes, now, now), client, organisation)


def _chosen(open_: Sequence[Referral], sent: Sequence[Identity], *, named: bool) -> Referral | None:
    """The one referral in question; None when there is none or several, and somebody has to choose."""
    own = [each for each in open_ if each.id in sent]
    candidates = own if own or named else open_
    return candidates[0] if len(candidates) == 1 else None


def _identities(reply: Reply) -> list[Identity]:
    """What each entry of the transaction is about, in their order."""
    answered: Resource = json.loads(reply.body)
    locations = (str(each["response"]["location"]) for each in answered["entry"])
    return [parse_identity(each.split("/")[1]) for each in locations]


def _said(reply: Reply) -> list[str]:
    outcome: Any = json.loads(reply.body)
    wrong = [each for each in listed(outcome, "issue") if each.get("severity") in ("error", "fatal")]
    return list(dict.fromkeys(str(each["diagnostics"]) for each in wrong if each.get("diagnostics")))
