"""Another organisation that is sent what this one has: a receiver on a database, without a web service before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from app.access.clients import AccessToken, AdmittedSystem
from app.access.people import Organisation
from app.access.scopes import scopes_in
from app.administration.clients.desk import ClientDetails
from app.clinical.ports import Unit
from app.fhir.exchange import Reply, Sent
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import Compartment, TypeAndId
from app.fhir.reading.serving import Shelf
from app.fhir.receiving.receiver import Receiver
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4
from app.fhir.surroundings import surroundings_of
from app.fhir.terminology.in_use import KnownInUse
from app.identity import Identity, parse_identity, shown
from app.settings import Settings
from app.wiring import Installation, now
from tests.access.systems import key_set_of, private_key
from tests.fhir.proof.records_in_hand import rendered

Json = dict[str, Any]

BASE = "https://elsewhere.example/fhir/R4"
THERE = "https://here.example/fhir/R4"
"""Where the sender's own resources are: the fullUrls of what it sends."""
EVERYTHING = "system/*.cruds"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A system of an organisation, and what receives its bodies."""

    installed: Installation
    system: AdmittedSystem
    receiver: Receiver
    known: KnownInUse

    def send(self, bundle: Json) -> Reply:
        return self.receiver.bundle(Sent(self.system, orjson.dumps(bundle), BASE))

    def compartment(self, child: Identity) -> Compartment:
        """What the record holds of a child."""
        with self.installed.begin(self.system.principal) as work:
            return work.records.compartments([child])[child]

    def rendered(self, child: Identity) -> dict[TypeAndId, Json]:
        """Every resource of a child and of the standing lists, as it is served."""
        with self.installed.begin(self.system.principal) as work:
            return rendered(Shelf(work.records, surroundings_of(work, self.known.now)), child)

    def with_lists_of(self, surroundings: Surroundings) -> tuple[dict[Identity, Identity], dict[Identity, Identity]]:
        """Give the organisation the same teams and clinics; says which they are, by those they are copied from."""
        own, new = self.system.principal.organisation.id, self.installed.new_identity
        teams = {each: new() for each in surroundings.teams}
        clinics = {each: new() for each in surroundings.clinics}
        self.add(*(replace(each, id=teams[each.id], organisation=own) for each in surroundings.teams.values()))
        self.add(
            *(
                replace(each, id=clinics[each.id], organisation=own, team=teams[each.team])
                for each in surroundings.clinics.values()
            )
        )
        return teams, clinics

    def add(self, *things: object) -> None:
        """Write things to the organisation's records, as its administrators would."""
        with self.installed.begin(self.system.principal) as work:
            work.records.commit(Unit(things, ()))


@cache
def judging() -> R4:
    """The structure of R4, ready to judge."""
    r4 = load_r4()
    r4.compile_all()
    return r4


def elsewhere(installed: Installation, organisation: Organisation) -> Elsewhere:
    """A newly registered system of an organisation, allowed everything."""
    details = ClientDetails("A system", (EVERYTHING,), [key_set_of(private_key())])
    client = installed.clients.add(organisation, details)
    token = AccessToken(installed.new_identity(), client.id, 1, bytes(32), scopes_in(EVERYTHING), now(), now())
    known = KnownInUse(lambda: installed.terminology.current)
    receiver = Receiver(installed.begin, known, judging(), Limits(), installed.pseudonym_key, _no_reads)
    return Elsewhere(installed, AdmittedSystem(token, client, organisation), receiver, known)


def _no_reads(entry: object, sent: object) -> Any:
    raise AssertionError("Nothing is read in these bodies.")


def settings_on(database_url: str, folder: Path) -> Settings:
    return Settings(
        database_url=database_url, secret_key_file=folder / "secret.key", terminology_folder=folder / "terminology"
    )


def transaction_of(resources: Mapping[TypeAndId, Json]) -> Json:
    """A transaction that creates them all, in their order, each with its address at the sender for fullUrl."""
    entries = [
        {
            "fullUrl": f"{THERE}/{type_name}/{shown(identity)}",
            "resource": {name: value for name, value in resource.items() if name != "meta"},
            "request": {"method": "POST", "url": type_name},
        }
        for (type_name, identity), resource in resources.items()
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def renamed(resources: Mapping[TypeAndId, Json], reply: Reply) -> dict[TypeAndId, TypeAndId]:
    """What each resource that was sent is there."""
    assert reply.status == 200, reply.body
    found: dict[TypeAndId, TypeAndId] = {}
    for target, entry in zip(resources, orjson.loads(reply.body)["entry"], strict=True):
        type_name, id_text = entry["response"]["location"].split("/")[:2]
        found[target] = (type_name, parse_identity(id_text))
    return found
