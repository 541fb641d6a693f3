"""What is read one by one: a resource, a version of it, its history, and everything of a child."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.access.audit import AuditAction, audit_event
from app.access.clients import AdmittedSystem
from app.access.people import Principal
from app.access.scopes import Interaction
from app.clinical.ports import Unit, Work
from app.errors import NotFound
from app.fhir.content import etag
from app.fhir.exchange import Reply, version_headers
from app.fhir.ports import FhirRecords, TypeAndId
from app.fhir.reading.bundles import Found, history_bundle, searchset_bundle
from app.fhir.reading.serving import Shelf
from app.fhir.reading.standing import standing_resources
from app.fhir.reading.versions import Version
from app.fhir.surroundings import surroundings_of
from app.fhir.terminology.in_use import KnownInUse
from app.fhir.terminology.known import KnownTerminology
from app.fhir.types import ACCEPTED
from app.identity import Identity, parse_identity

Begin = Callable[[Principal], AbstractContextManager[Work[FhirRecords]]]

NOT_HERE: Final = "There is no such resource. Check its type and its id."
NO_SUCH_VERSION: Final = "The resource has no such version. Ask for its _history."


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of work with the resources it may read."""

    work: Work[FhirRecords]
    shelf: Shelf

    def target(self, type_name: str, id_text: str) -> tuple[TypeAndId, Identity | None]:
        """A resource there is, and whose it is.

        Raises:
            NotFound: there is none, or it is another organisation's: nobody is told which.
        """
        identity = identity_in(id_text)
        target = type_name, identity
        known = self.work.records.children_of([target])
        if type_name not in ACCEPTED or target not in known:
            raise NotFound(NOT_HERE)
        return target, known[target]

    def versions(self, target: TypeAndId, child: Identity | None) -> tuple[Version, ...]:
        """Every version of it. Raises NotFound when there is none after all."""
        versions = self.shelf.versions(target, child)
        if not versions:
            raise NotFound(NOT_HERE)
        return versions

    def note(self, what: str, child: Identity | None, subject: Identity | None = None) -> None:
        """Leave an audit event of what was read."""
        work = self.work
        event = audit_event(
            work.principal,
            AuditAction.RESOURCES_READ,
            identity=work.new_identity(),
            at=work.now,
            child=child,
            subject=subject,
            detail=what,
        )
        work.records.commit(Unit((), (event,)))


def opened_in(work: Work[FhirRecords], known: KnownTerminology) -> Opened:
    """The resources of the organisation that the work is for.

    `known` was looked up before the work began: whether another release is in use is read from the database at times,
    and nothing is read by itself within what is read as of one moment.
    """
    return Opened(work, Shelf(work.records, surroundings_of(work, known)))


def identity_in(text: str) -> Identity:
    """The identity in an id. Raises NotFound when it is none of ours."""
    try:
        return parse_identity(text)
    except ValueError:
        raise NotFound(NOT_HERE) from None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads on behalf of provider systems. `begin` begins a piece of work; `known` is the terminology in use."""

    begin: Begin
    known: KnownInUse

    @contextmanager
    def _opened(self, system: AdmittedSystem) -> Iterator[Opened]:
        """The resources of the organisation of a system."""
        known = self.known.now
        with self.begin(system.principal) as work:
            yield opened_in(work, known)

    def read(self, system: AdmittedSystem, type_name: str, id_text: str, unless: str = "") -> Reply:
        """The version that holds; 304 without a body when it is the one named by `unless` (If-None-Match).

        Raises:
            NotPermitted, NotFound.
        """
        system.require(Interaction.READ, type_name)
        with self._opened(system) as opened:
            target, child = opened.target(type_name, id_text)
            latest = opened.versions(target, child)[-1]
            headers = version_headers(latest.number, latest.at)
            if etag(latest.number) in [each.strip() for each in unless.split(",")]:
                return Reply(304, b"", headers)
            body = opened.shelf.json(target, latest)
            opened.note(f"read {type_name}", child, target[1])
        return Reply(200, body, headers)

    def version(self, system: AdmittedSystem, type_name: str, id_text: str, number: str) -> Reply:
        """One version. Raises NotPermitted, NotFound."""
        system.require(Interaction.READ, type_name)
        with self._opened(system) as opened:
            target, child = opened.target(type_name, id_text)
            versions = opened.versions(target, child)
            wanted = next((each for each in versions if str(each.number) == number), None)
            if wanted is None:
                raise NotFound(NO_SUCH_VERSION)
            body = opened.shelf.json(target, wanted)
            opened.note(f"read {type_name} version {wanted.number}", child, target[1])
        return Reply(200, body, version_headers(wanted.number, wanted.at))

    def history(self, system: AdmittedSystem, type_name: str, id_text: str, base: str) -> Reply:
        """Every version, the last first. Raises NotPermitted, NotFound."""
        system.require(Interaction.READ, type_name)
        with self._opened(system) as opened:
            target, child = opened.target(type_name, id_text)
            versions = opened.versions(target, child)
            found = [_found(target, each, opened.shelf) for each in reversed(versions)]
            opened.note(f"read {type_name} history", child, target[1])
        return Reply(200, history_bundle(found, base))

    def everything(
        self, system: AdmittedSystem, id_text: str, base: str, types: frozenset[str], since: datetime | None
    ) -> Reply:
        """Every resource of a child and, with them, the organisation's standing lists: of `types`, or of all.

        Only types that the token's scopes allow are told. `since` (aware) leaves out what did not change after it.

        Raises:
            NotPermitted: Patient itself is not allowed.
            NotFound.
        """
        system.require(Interaction.READ, "Patient")
        with self._opened(system) as opened:
            target, child = opened.target("Patient", id_text)
            if child is None:
                raise NotFound(NOT_HERE)
            found = [
                each
                for each in _everything(opened, child)
                if (not types or each.type in types)
                and system.may(Interaction.READ, each.type)
                and (since is None or each.at > since)
            ]
            opened.note("read everything", child, target[1])
        return Reply(200, searchset_bundle(found, base))


def _found(target: TypeAndId, version: Version, shelf: Shelf) -> Found:
    return Found(*target, version.number, version.at, shelf.json(target, version))


def _everything(opened: Opened, child: Identity) -> Iterator[Found]:
    view = opened.shelf.view(child)
    if view is None:
        return
    held = view.compartment.child
    for each in (child, *held.merged_from):
        part = opened.shelf.view(each)
        for target in part.resources() if part is not None else ():
            latest = opened.shelf.versions(target, each)[-1:]
            for version in latest:
                yield _found(target, version, opened.shelf)
    for target in standing_resources(opened.shelf.surroundings):
        for version in opened.shelf.versions(target, None)[-1:]:
            yield _found(target, version, opened.shelf)
