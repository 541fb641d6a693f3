"""The demonstration clinic with two small releases loaded, and an operator who types commands about them."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.administration.releases.commands import ReleaseTools, TerminologyTools, terminology_commands
from app.cli import application
from app.settings import Settings
from app.terminology.edition.reader import read_facts
from app.wiring import installation
from tests.administration.releases.packages import Packages, write_packages
from tests.service import Prepared, Service, Visitor, copied, opened_service, settings_for


@dataclass(slots=True)
class Operator:
    """Types commands against an installation of its own.

    It is opened once and stays open, for to open one takes longer than most commands; `afresh` opens it anew.
    """

    settings: Settings
    opened: ExitStack = field(default_factory=ExitStack)
    tools: ReleaseTools | None = None

    def types(self, *words: str | Path) -> Result:
        commands = terminology_commands(
            TerminologyTools(
                lambda: self.settings.refset_folder, lambda: self.settings.terminology_folder, self._releases
            )
        )
        return CliRunner().invoke(commands, list(map(str, words)))

    def afresh(self, *words: str | Path) -> Result:
        """As in a process of its own."""
        settings = self.settings
        environment = {
            "EVERYNEED_DATABASE_URL": settings.database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
            "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
            "EVERYNEED_TERMINOLOGY_FOLDER": str(settings.terminology_folder),
        }
        return CliRunner().invoke(application(), ["terminology", *map(str, words)], env=environment)

    def keys(self) -> list[str]:
        """What lies in the folder of indexes."""
        folder = self.settings.terminology_folder
        return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []

    @contextmanager
    def _releases(self) -> Iterator[ReleaseTools]:
        if self.tools is None:
            service = self.opened.enter_context(installation(self.settings, tolerant=True))
            self.tools = ReleaseTools(service.releases, service.desk.records)
        yield self.tools


@dataclass(frozen=True, slots=True)
class Releases:
    """The clinic with April and October loaded and neither in use, to copy; the folder of indexes is only read."""

    clinic: Prepared
    folder: Path
    packages: Packages
    april: str
    october: str


def settings_of(prepared: Prepared, place: Path, folder: Path) -> Settings:
    """Settings of a copy of a clinic, with a folder of indexes."""
    settings = settings_for(copied(prepared, place), prepared.secret)
    return settings.model_copy(update={"terminology_folder": folder})


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Two releases as RF2 packages."""
    return write_packages(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def operator(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Operator]:
    """An operator of the demonstration clinic, with no release loaded."""
    operator = Operator(settings_of(prepared_clinic, tmp_path, tmp_path / "terminology"))
    with operator.opened:
        yield operator


@pytest.fixture(scope="session")
def releases(prepared_clinic: Prepared, packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The clinic with both releases loaded."""
    place = tmp_path_factory.mktemp("releases")
    folder = place / "terminology"
    operator = Operator(settings_of(prepared_clinic, place, folder))
    with operator.opened:
        for path, label in ((packages.april, "Spring release"), (packages.october, "Autumn release")):
            done = operator.types("load", path, "--label", label)
            assert done.exit_code == 0, done.output
    keys = {read_facts(each).label: each.name for each in folder.iterdir()}
    clinic = Prepared(place / "everyneed.db", prepared_clinic.secret, prepared_clinic.day)
    return Releases(clinic, folder, packages, keys["Spring release"], keys["Autumn release"])


@pytest.fixture
def loaded(releases: Releases, tmp_path: Path) -> Iterator[Operator]:
    """An operator of the clinic with both releases loaded, their indexes this test's own."""
    folder = tmp_path / "terminology"
    shutil.copytree(releases.folder, folder)
    operator = Operator(settings_of(releases.clinic, tmp_path, folder))
    with operator.opened:
        yield operator


@pytest.fixture
def service(releases: Releases, tmp_path: Path) -> Iterator[Service]:
    """A service of this test's own with both releases loaded, their indexes its own too."""
    folder = tmp_path / "terminology"
    shutil.copytree(releases.folder, folder)
    with opened_service(settings_of(releases.clinic, tmp_path, folder), releases.clinic.day) as service:
        yield service


@pytest.fixture
def informatics(service: Service) -> Visitor:
    """The demonstration's informatics lead, signed in."""
    return service.signed_in("informatics")


@pytest.fixture(scope="session")
def shared_informatics(releases: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """The informatics lead at a service where the shipped list is in use: for tests that switch and write nothing."""
    settings = settings_of(releases.clinic, tmp_path_factory.mktemp("shipped"), releases.folder)
    with opened_service(settings, releases.clinic.day) as service:
        yield service.signed_in("informatics")


@pytest.fixture(scope="session")
def spring_informatics(releases: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """The same where April is in use."""
    settings = settings_of(releases.clinic, tmp_path_factory.mktemp("spring"), releases.folder)
    with opened_service(settings, releases.clinic.day) as service:
        visitor = service.signed_in("informatics")
        fields = {"release": releases.april, "after": "0"}
        assert visitor.post_with_proof("/terminology/releases/use", fields).status == 303
        yield visitor
