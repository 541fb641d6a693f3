"""The one room that knows the adapters: settings in, everything the doors hand on out."""

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.access.client_tokens import TokenDesk
from app.access.keys import KeyPurpose, derived_key
from app.access.passwords import Passwords
from app.access.people import Organisation, Principal
from app.access.sessions import SignInRules, SignIns
from app.administration.accounts import AccountDesk
from app.administration.clients.desk import ClientDesk
from app.administration.hosts.desk import HostDesk
from app.administration.ports import Schema
from app.administration.releases.desk import ReleaseDesk
from app.administration.releases.in_use import TerminologyInUse
from app.clinical.ports import Work
from app.csds.desk import SubmissionDesk
from app.csds.lists.kinds import ListFault
from app.csds.lists.load import ToolsInUse
from app.fhir.key_sets.reader import FetchedKeySets
from app.fhir.launch.sealing import Seal
from app.identity import Identities, Identity
from app.reports.ancestors import Above
from app.reports.conditions.condition import Kinds
from app.reports.conditions.desk import ConditionDesk
from app.reports.desk import ReportDesk
from app.reports.ports import ProviderRecords
from app.settings import Settings, SettingsFault
from app.store.engine import Store, open_store
from app.store.records import OrganisationRecords
from app.store.upgrade import current_revision, downgrade, head_revision, holds_records, upgrade
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.edition.reader import open_edition
from app.terminology.load import load_refset
from app.terminology.refset import Refset
from app.terminology.releases import LoadedRelease

_SECRET_BYTES = 32
_LOG = logging.getLogger("everyneed.terminology")
_LISTS_LOG = logging.getLogger("everyneed.lists")


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """One running service: its store, its terminology, and the use cases that more than one door has.

    Those are signing in, accounts, releases, providers' systems with their access tokens, and hosts. `published` reads
    what systems and hosts publish, `launch_seal` seals what is kept of launches. `tools` are the permitted assessments.
    `reports_key` makes the pseudonyms of the analytics copy.
    """

    settings: Settings
    store: Store
    terminology: TerminologyInUse
    sign_ins: SignIns
    desk: AccountDesk
    releases: ReleaseDesk
    clients: ClientDesk
    tokens: TokenDesk
    pseudonym_key: bytes
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    hosts: HostDesk
    published: FetchedKeySets
    launch_seal: Seal
    submissions: SubmissionDesk
    tools: ToolsInUse
    reports_key: bytes
    reports: ReportDesk

    @property
    def refset(self) -> Refset:
        """The reference set in use at this moment."""
        return self.terminology.current.refset

    @contextmanager
    def begin(self, principal: Principal) -> Iterator[Work[OrganisationRecords]]:
        """Begin a piece of work on behalf of somebody, on their organisation's records as of one moment."""
        with self.store.records(principal.organisation.id) as records:
            yield Work(principal, self.now(), self.refset, self.new_identity, records, self.tools.current)

    @property
    def conditions(self) -> ConditionDesk:
        """The broad conditions that the installation counts in its reports beside the product's."""
        kinds, store = (lambda: known_kinds(self)), self.store
        return ConditionDesk(
            store.report_conditions, self.desk.records.organisations, kinds, self.new_identity, self.now
        )

    @property
    def provider_records(self) -> ProviderRecords:
        """What a provider's own people may know of its recording and its submissions."""
        return self.store.provider_records

    def records_of(self, organisation: Organisation) -> AbstractContextManager[OrganisationRecords]:
        """An organisation's records as of one moment, for what it states as a whole."""
        return self.store.records(organisation.id)


@contextmanager
def installation(
    settings: Settings, now: Callable[[], datetime] = now, *, tolerant: bool = False
) -> Iterator[Installation]:
    """Open an installation, and close its store at the end. `now` gives the instant (UTC).

    `tolerant` opens it with the shipped list when the SNOMED CT release in use cannot be opened: to mend that, not to
    record.

    Raises:
        SettingsFault: the secret's file cannot be used, or is gone while records stand that were kept under it; the
            database is not at the program's revision; the SNOMED CT release in use cannot be opened; or a reference
            set is named by what is no concept.
        RefsetFault: the reference set's files are damaged.
    """
    require_ready(settings)
    secret = installation_secret(settings.secret_key_file)
    new_identity = Identities(now, secrets.randbelow)
    shipped = load_refset(settings.refset_folder)
    refsets = _refsets(settings)
    passwords = Passwords()
    with open_store(
        settings.database_url,
        audit_key=derived_key(secret, KeyPurpose.AUDIT),
        new_identity=new_identity,
        now=now,
        connections=settings.database_connections,
    ) as store:
        in_use = _terminology(settings, store, shipped, refsets, tolerant=tolerant)
        published = FetchedKeySets(clock=time.monotonic, https_only=settings.https)
        yield Installation(
            settings,
            store,
            in_use,
            SignIns(store.accounts, passwords, _rules(settings), new_identity, now, secrets.token_bytes),
            AccountDesk(store.accounts, passwords, new_identity, now),
            ReleaseDesk(store.releases, in_use, new_identity, now),
            ClientDesk(store.clients, new_identity, now, settings.https),
            _tokens(settings, store, published, new_identity, now),
            derived_key(secret, KeyPurpose.PSEUDONYM),
            new_identity,
            now,
            HostDesk(store.hosts, new_identity, now, settings.https),
            published,
            Seal(derived_key(secret, KeyPurpose.LAUNCHES), secrets.token_bytes),
            SubmissionDesk(store.submissions, new_identity, now),
            ToolsInUse(settings.csds_lists, _list_failed),
            derived_key(secret, KeyPurpose.REPORTS),
            ReportDesk.over(*([store.reports] * 4), new_identity=new_identity, now=now),
        )


def known_terminology(service: Installation) -> tuple[Refset, Above | None]:
    """The reference set in use, and the hierarchy of its edition; None while the shipped list is in use alone."""
    current = service.terminology.current
    return current.refset, None if current.edition is None else current.edition.hierarchy.ancestors


def known_kinds(service: Installation) -> tuple[Refset, Kinds | None]:
    """The reference set in use, and which concepts its edition has and what they are kinds of; None without one."""
    current = service.terminology.current
    if current.edition is None:
        return current.refset, None
    return current.refset, Kinds(current.edition.is_active, current.edition.hierarchy.ancestors)


def _list_failed(fault: ListFault) -> None:
    _LISTS_LOG.error("The list of permitted assessments cannot be used, load it again: %s", fault)


def _tokens(
    settings: Settings,
    store: Store,
    published: FetchedKeySets,
    new_identity: Callable[[], Identity],
    now: Callable[[], datetime],
) -> TokenDesk:
    lifetime = timedelta(minutes=settings.access_token_minutes)
    return TokenDesk(store.clients, published, lifetime, new_identity, now, secrets.token_bytes)


def _refsets(settings: Settings) -> tuple[ConceptId, ...]:
    try:
        found = tuple(parse_concept_id(text.strip()) for text in settings.refsets.split(","))
    except InvalidConceptId as fault:
        raise SettingsFault(f"Settings cannot be used. EVERYNEED_REFSETS: {fault}") from None
    return tuple(dict.fromkeys(found))


def _terminology(
    settings: Settings, store: Store, shipped: Refset, refsets: tuple[ConceptId, ...], *, tolerant: bool
) -> TerminologyInUse:
    folder = settings.terminology_folder

    def failed(release: LoadedRelease, fault: Exception) -> None:
        _LOG.error("The SNOMED CT release %s cannot be opened, the one before stays in use: %s", release.key, fault)

    try:
        return TerminologyInUse(
            store.releases,
            shipped,
            refsets,
            open_edition=lambda key: open_edition(folder / key),
            clock=time.monotonic,
            failed=failed,
            tolerant=tolerant,
        )
    except (OSError, ValueError) as fault:
        raise SettingsFault(
            f"The SNOMED CT release in use cannot be opened in {folder}: {fault} Restore the folder from its backup, "
            "or load the release again."
        ) from None


def require_ready(settings: Settings) -> None:
    """Do nothing if the program can work with the database as it is, and with the secret it was kept under.

    Raises:
        SettingsFault: the database is at another revision, or the secret's file is gone while records stand.
    """
    url = settings.database_url
    stands, needed = current_revision(url), head_revision()
    if stands != needed:
        at = f"at revision {stands}" if stands else "empty"
        raise SettingsFault(f"The database is {at}, and this program needs {needed}. Run: everyneed database upgrade")
    if not settings.secret_key_file.exists() and holds_records(url):
        raise SettingsFault(
            f"{settings.secret_key_file} is not there, and the records were kept under its secret. Restore it from its "
            "backup: without it every audit event counts as changed, and pseudonyms differ."
        )


def schema(settings: Settings) -> Schema:
    """How the schema of an installation's database is moved."""
    url = settings.database_url
    return Schema(
        lambda revision: upgrade(url, revision),
        lambda revision: downgrade(url, revision),
        lambda: current_revision(url),
        head_revision,
    )


def _rules(settings: Settings) -> SignInRules:
    return SignInRules(
        settings.sign_in_attempts,
        timedelta(minutes=settings.lock_minutes),
        timedelta(minutes=settings.session_idle_minutes),
        timedelta(hours=settings.session_hours),
    )


def installation_secret(path: Path) -> bytes:
    """The installation's secret of 32 bytes; made, and readable by the service alone, when there is none yet.

    Raises:
        SettingsFault: the file holds anything but 64 hexadecimal characters.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    secret = secrets.token_bytes(_SECRET_BYTES)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def _read_secret(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise SettingsFault(f"{path} does not hold a secret of 64 hexadecimal characters. Restore it from its backup.")
    return secret
