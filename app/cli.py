"""The command door: `everyneed …`."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from app.access.client_keys import keys_in_set
from app.access.clients import StoredKeySet, SystemClient
from app.access.jobs import Job
from app.access.people import Account, Organisation, Principal
from app.administration.accounts import AccountDesk
from app.administration.clients.commands import ClientTools
from app.administration.clients.desk import ClientDesk, ClientDetails
from app.administration.commands import Tools, add_commands
from app.administration.hosts.commands import HostTools
from app.administration.jobs.commands import Does, WorkerTools, add_worker_command
from app.administration.ports import Schema
from app.administration.releases.commands import ReleaseTools, TerminologyTools
from app.csds.asking import BUILD
from app.csds.commands import SubmissionTools, csds_commands, today_in_london
from app.csds.lists.kinds import Lists
from app.csds.returned.asking import READ
from app.demo.client.example import example
from app.demo.commands import demo_commands
from app.demo.noted import noted_actions, noted_change
from app.demo.people import COMMISSIONER_AREAS as DEMO_AREAS
from app.demo.people import PASSWORD as DEMO_PASSWORD
from app.demo.people import demo_sign_ins
from app.demo.ports import DemoEnvironment, DemoSystem
from app.errors import NotFound
from app.identity import Identity
from app.reports.actions import ActionDetails, Progress
from app.reports.asking import RELEASE, AskedRelease
from app.reports.card import Level
from app.reports.changes import ChangeDetails
from app.reports.commands import CopyTools, copied, report_commands
from app.reports.conditions.commands import condition_commands
from app.reports.conditions.desk import ConditionDesk
from app.reports.desk import Area
from app.reports.downloads.commands import ReleaseCommands, add_release_commands
from app.reports.elsewhere.commands import import_commands
from app.settings import Settings, SettingsFault, settings_from_environment
from app.terminology.load import RefsetFault
from app.wiring import Installation, installation, known_terminology, now, require_ready, schema

if TYPE_CHECKING:
    from app.reports.downloads.writer import Shelf
    from app.reports.writer import ReleaseTools as CountTools

_FONTS: Final = Path(__file__).parent / "web" / "static" / "kit" / "fonts"


def main() -> None:
    """Run the command line; a settings fault or a damaged reference set is said in a line or more, exit 2."""
    try:
        application()()
    except (SettingsFault, RefsetFault) as fault:
        typer.echo(str(fault), err=True)
        raise SystemExit(2) from None


def _settings() -> Settings:
    return settings_from_environment(os.environ)


def application() -> typer.Typer:
    """The whole command line."""
    commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
    terminology = TerminologyTools(_refset_folder, _terminology_folder, _releases)
    add_commands(commands, Tools(_schema, _desk, terminology, _clients, _hosts))
    commands.add_typer(demo_commands(_demo, _system_file, now), name="demo", help="A synthetic clinic.")
    submission = csds_commands(_submissions, today_in_london(now), lambda: _settings().csds_lists)
    commands.add_typer(submission, name="csds", help="The Community Services Data Set.")
    reports = report_commands(_copying)
    add_release_commands(reports, _releasing)
    reports.add_typer(condition_commands(_conditions), name="conditions", help="Broad conditions of your own.")
    reports.add_typer(import_commands(_reports_folder, now), name="import", help="Figures that others have published.")
    commands.add_typer(reports, name="reports", help="Counts of children and needs.")
    add_worker_command(commands, _worker)
    commands.command()(serve)
    return commands


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages with uvicorn, one process."""
    settings = _settings()
    require_ready(settings)
    address = f"{'https' if settings.https else 'http'}://{host}:{port}"
    typer.echo(f"EveryNeed is at {address}")
    if settings.demo:
        for sign_in in demo_sign_ins():
            typer.echo(f"  {sign_in.username:<16} {sign_in.what_you_can_do}")
        typer.echo(f"The password of each is {DEMO_PASSWORD}")
        _say_how_to_call(address, settings)
    sys.stdout.flush()
    server = [sys.executable, "-m", "uvicorn", "app.main:application", "--factory", "--no-access-log"]
    options = ["--no-server-header", "--log-level", "warning", "--host", host, "--port", str(port)]
    os.execv(sys.executable, [*server, *options])  # noqa: S606 - our own interpreter, no shell


def _say_how_to_call(address: str, settings: Settings) -> None:
    """Print how the FHIR API is tried with the demonstration's system, if there is one."""
    if _system_file().exists():
        typed = Path(sys.argv[0]).name == "everyneed"
        command = shlex.join([sys.argv[0]] if typed else [sys.executable, "-m", "app"])
        typer.echo(example(address, command, settings.access_token_minutes))


def _refset_folder() -> Path:
    return _settings().refset_folder


def _terminology_folder() -> Path:
    return _settings().terminology_folder


def _schema() -> Schema:
    return schema(_settings())


@contextmanager
def _desk() -> Iterator[AccountDesk]:
    with installation(_settings()) as service:
        yield service.desk


@contextmanager
def _releases() -> Iterator[ReleaseTools]:
    """Opened also where the release in use cannot be, so that a command can mend that."""
    with installation(_settings(), tolerant=True) as service:
        yield ReleaseTools(service.releases, service.desk.records)


@contextmanager
def _clients() -> Iterator[ClientTools]:
    """Opened also where the release in use cannot be: who may call has nothing to do with it."""
    with installation(_settings(), tolerant=True) as service:
        yield ClientTools(service.clients, service.desk.records.organisation)


@contextmanager
def _hosts() -> Iterator[HostTools]:
    """Opened also where the release in use cannot be: who may open the form has nothing to do with it."""
    with installation(_settings(), tolerant=True) as service:
        yield HostTools(service.hosts, service.desk.records.organisation)


@contextmanager
def _submissions() -> Iterator[SubmissionTools]:
    settings = _settings()
    with installation(settings) as service:
        yield SubmissionTools(
            service.submissions,
            service.records_of,
            service.desk.records.organisations,
            service.refset,
            settings.csds_only_source,
            settings.csds_submitter,
            _rule_codes(settings),
            now,
            service.store.csds_reports,
            settings.csds_folder,
            _lists(settings),
            settings.csds_report_columns,
        )


@contextmanager
def _worker() -> Iterator[WorkerTools]:
    with installation(_settings()) as service:
        does = {BUILD: _builds(service), READ: _reads(service), RELEASE: _releases_reports(service)}
        yield WorkerTools(service.store.jobs, does, service.new_identity, now)


def _rule_codes(settings: Settings) -> Mapping[int, str]:
    """The codes that the provider lists; none where it lists none."""
    if not settings.csds_rule_codes:
        return {}
    from app.csds.load import load_rule_codes
    from app.csds.versions import specification_of

    try:
        return load_rule_codes(Path(settings.csds_rule_codes), len(specification_of(date.max).rules))
    except ValueError as fault:
        raise SettingsFault(f"Settings cannot be used. EVERYNEED_CSDS_RULE_CODES: {fault}") from None


def _lists(settings: Settings) -> Lists:
    """The lists that the provider loaded."""
    from app.csds.lists.load import load_lists

    try:
        return load_lists(settings.csds_lists)
    except ValueError as fault:
        raise SettingsFault(f"A list in EVERYNEED_CSDS_LISTS cannot be used. Load it again. {fault}") from None


def _builds(service: Installation) -> Does:
    """Does the builds that were asked for on the pages."""

    def does(job: Job, tell: Callable[[int, int], None]) -> str:
        from app.csds.delivery.writer import Delivery, Here, asked_build

        settings, known = service.settings, service.desk.records.organisations()
        template = Path(settings.csds_template) if settings.csds_template else None
        delivery = Delivery(settings.csds_folder, template, with_text_files=False)
        codes = _rule_codes(settings)
        here = Here(
            service.refset, settings.csds_only_source, settings.csds_submitter, codes, delivery, _lists(settings)
        )
        organisation = next(each for each in known if each.id == job.organisation)
        return asked_build(job, organisation, service.records_of, service.submissions, tell, here)

    return does


def _reads(service: Installation) -> Does:
    """Reads the reports that were given in on the pages."""

    def does(job: Job, tell: Callable[[int, int], None]) -> str:
        from app.csds.returned.load import ReadsHere, asked_reading

        settings, store = service.settings, service.store
        columns = Path(settings.csds_report_columns) if settings.csds_report_columns else None
        here = ReadsHere(
            service.submissions,
            store.csds_reports,
            service.records_of,
            service.refset,
            settings.csds_submitter,
            columns,
        )
        organisation = next(each for each in service.desk.records.organisations() if each.id == job.organisation)
        return asked_reading(job, organisation, here, settings.csds_folder, tell)

    return does


def _releases_reports(service: Installation) -> Does:
    """Does the releases that were asked for on the pages, and draws their charts."""

    def does(job: Job, tell: Callable[[int, int], None]) -> str:
        from app.reports.downloads.writer import draw_charts
        from app.reports.writer import asked_release

        tools = _release_tools(service, job.requested_by)
        told = asked_release(job, tools, lambda: copied(_copy_tools(service), anew=False), tell)
        facts = tools.releases.latest(str(AskedRelease.read(job.request).quarter))
        draw_charts(_shelf(service, facts.period), facts, lambda done: tell(done, done))
        return told

    return does


@contextmanager
def _demo() -> Iterator[DemoEnvironment]:
    with installation(_settings()) as service:
        systems = _RegisteredSystems(service.clients, service.desk.records.organisation)
        places = service.settings.reports_folder / "places"
        yield DemoEnvironment(
            *(service.store, service.refset, service.pseudonym_key, now, systems, places),
            lambda account: _give_demo_areas(service, account),
            lambda account, day: _note_for_demo(service, account, day),
        )


def _give_demo_areas(service: Installation, account: Account) -> None:
    organisation = next(each for each in service.desk.records.organisations() if each.id == account.organisation)
    for area in DEMO_AREAS:
        service.reports.grant(organisation, account.id, Area(Level(area[0]), area[1]), None)


def _note_for_demo(service: Installation, account: Account, day: date) -> None:
    organisation = next(each for each in service.desk.records.organisations() if each.id == account.organisation)
    by = Principal(account.id, organisation, account.display_name, account.role, account.professional, None)
    area, change = Area(Level(DEMO_AREAS[0][0]), DEMO_AREAS[0][1]), noted_change(day)
    service.reports.add_change(by, area, ChangeDetails(*change))
    for each in noted_actions(day):
        details = ActionDetails(each.what, each.owner, each.due, Progress(each.progress))
        service.reports.add_action(by, area, each.measure, details)


@contextmanager
def _copying() -> Iterator[CopyTools]:
    with installation(_settings()) as service:
        yield _copy_tools(service)


def _copy_tools(service: Installation) -> CopyTools:
    return CopyTools(
        service.settings.reports_folder,
        service.desk.records.organisations,
        service.records_of,
        service.reports_key,
        service.refset,
        service.store.copyings.note,
        service.new_identity,
        service.now,
    )


@contextmanager
def _releasing() -> Iterator[ReleaseCommands]:
    with installation(_settings()) as service:
        yield ReleaseCommands(
            _release_tools(service),
            service.reports,
            lambda period: _shelf(service, period),
            service.store.accounts.account_named,
            service.desk.records.organisations,
        )


@contextmanager
def _conditions() -> Iterator[ConditionDesk]:
    with installation(_settings()) as service:
        yield service.conditions


def _release_tools(service: Installation, account: Identity | None = None) -> "CountTools":
    from app.reports.writer import ReleaseTools

    refset, above = known_terminology(service)
    folder, organisations = service.settings.reports_folder, service.desk.records.organisations
    return ReleaseTools(
        *(folder, organisations, refset, above, service.store.reports, service.new_identity, service.now, account),
        own=service.conditions.all(),
    )


def _shelf(service: Installation, period: str) -> "Shelf":
    """What the files of a period's release are made of."""
    from app.reports.downloads.writer import Shelf
    from app.reports.pages.engine_drawings import Drawings
    from app.reports.pages.load import Sources, words_of

    folder, organisations = service.settings.reports_folder, service.desk.records.organisations
    words = words_of(Sources(folder, organisations, lambda: known_terminology(service), service.conditions.all), period)
    drawings = Drawings(folder / "charts")
    return Shelf(service.store.reports, words, drawings.svg, _FONTS, drawings.forget)


def _reports_folder() -> Path:
    return _settings().reports_folder


def _system_file() -> Path:
    """Beside the installation's secret."""
    return _settings().secret_key_file.parent / "demo-client.json"


@dataclass(frozen=True, slots=True)
class _RegisteredSystems:
    """Providers' systems as the demonstration registers its own: at the desk at which an operator does."""

    desk: ClientDesk
    organisation: Callable[[str], Organisation | None]

    def of(self, ods_code: str) -> tuple[DemoSystem, ...]:
        clients = self.desk.records.clients()
        return tuple(
            DemoSystem(client.client_id, client.name, _key_name(client))
            for organisation, client in clients
            if organisation.ods_code == ods_code
        )

    def add(self, ods_code: str, name: str, scope: str, public_key: str) -> str:
        owner = self.organisation(ods_code)
        if owner is None:
            raise NotFound("There is no organisation with this ODS code.")
        return self.desk.add(owner, ClientDetails(name, (scope,), (public_key,))).client_id

    def give_key(self, client_id: str, public_key: str) -> None:
        self.desk.change(client_id, ClientDetails(keys=(public_key,)))


def _key_name(client: SystemClient) -> str:
    """The name of a client's only key."""
    keys = keys_in_set(client.keys.text) if isinstance(client.keys, StoredKeySet) else ()
    return keys[0].key_id if len(keys) == 1 else ""
