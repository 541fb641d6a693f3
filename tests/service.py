"""A service to test by its pages: the application on a copy of a small demonstration clinic, and visitors to it.

The clinic is loaded once for each test process, by the commands an operator would use, into a SQLite file that each
service copies. `service` is a test's own; `shared_service` serves every test of the process that does not mind what
others recorded there.
"""

import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.clinical.ages import london_date
from app.demo.people import PASSWORD
from app.main import create_app
from app.settings import Settings
from app.wiring import installation, now
from tests.web.page_text import PageText, read_page

REPOSITORY = Path(__file__).parent.parent
CHILDREN = 40
HERE = {"sec-fetch-site": "same-origin"}


class Answer:
    """What the service answered: status, headers, and the page it holds."""

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content

    @property
    def text(self) -> str:
        return self.content.decode()

    @cached_property
    def page(self) -> PageText:
        return read_page(self.text)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Visitor:
    """A browser without scripts: keeps cookies, follows no redirect by itself, says where its forms come from."""

    def __init__(self, web: FastAPI, base_url: str) -> None:
        self.http = TestClient(web, base_url=base_url, follow_redirects=False, raise_server_exceptions=False)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        answer = self.http.get(path, headers=headers or {})
        return Answer(answer.status_code, answer.headers, answer.content)

    def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]],
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        answer = self.http.post(path, data=fields, headers=HERE if headers is None else headers)
        return Answer(answer.status_code, answer.headers, answer.content)

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
        answer = self.http.request(method, path, headers=headers or {}, content=content)
        return Answer(answer.status_code, answer.headers, answer.content)

    def sign_in(self, username: str, password: str = PASSWORD) -> Answer:
        return self.post("/sign-in", {"username": username, "password": password})

    def proof(self) -> str:
        """The proof that stands in every page given out in this session."""
        return self.get("/password").page.value("proof")

    def post_with_proof(self, path: str, fields: Mapping[str, str | list[str]] | None = None) -> Answer:
        return self.post(path, {"proof": self.proof(), **(fields or {})})


@dataclass(frozen=True, slots=True)
class Service:
    """A running application, its database file, its log, and the day for which its clinic was made."""

    settings: Settings
    web: FastAPI
    log: io.StringIO
    day: date

    @property
    def address(self) -> str:
        return "https://testserver" if self.settings.https else "http://testserver"

    @property
    def clinic_path(self) -> str:
        """The clinic list of the day for which the clinic was made, also after midnight."""
        return f"/clinic?on={self.day.isoformat()}"

    def visitor(self) -> Visitor:
        return Visitor(self.web, self.address)

    def signed_in(self, username: str) -> Visitor:
        visitor = self.visitor()
        answer = visitor.sign_in(username)
        assert answer.status == 303, answer.text
        return visitor

    def rows(self, statement: str, *given: object) -> list[tuple[object, ...]]:
        """What stands in the database, beside the service."""
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.execute(statement, given).fetchall()

    def change(self, statement: str, *given: object) -> None:
        """Change what stands in the database, as time would."""
        with closing(sqlite3.connect(self._file)) as connection, connection:
            connection.execute(statement, given)

    @property
    def _file(self) -> str:
        return self.settings.database_url.removeprefix("sqlite:///")

    def events(self) -> list[str]:
        """The actions of the audit trail, in the order in which they were done."""
        return [str(action) for (action,) in self.rows("select action from audit_event order by at, id")]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A migrated database with the clinic in it, and the secret it was made with."""

    database: Path
    secret: Path
    day: date


def load_demo(database_url: str, secret: Path, day: date, children: int = CHILDREN) -> None:
    """Migrate a database and load the demonstration, as an operator does."""
    from app.cli import application

    environment = {
        "EVERYNEED_DATABASE_URL": database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(secret),
        "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
        "EVERYNEED_REPORTS_FOLDER": str(secret.parent / "reports"),
    }
    size = ["--children", str(children), "--months", "6", "--today", day.isoformat()]
    for command in (["database", "upgrade"], ["demo", "load", *size]):
        done = CliRunner().invoke(application(), command, env=environment)
        assert done.exit_code == 0, done.output


def settings_for(database_url: str, secret: Path, *, https: bool = False, demo: bool = True) -> Settings:
    # What a service builds is its own, as its database is.
    in_file = database_url.startswith("sqlite:///")
    files = Path(database_url.removeprefix("sqlite:///")).parent if in_file else secret.parent
    return Settings(
        database_url=database_url,
        secret_key_file=secret,
        refset_folder=REPOSITORY / "snomed_refsets",
        terminology_folder=secret.parent / "terminology",
        csds_folder=files / "csds",
        csds_lists=files / "csds-lists",
        reports_folder=files / "reports",
        https=https,
        demo=demo,
    )


@contextmanager
def opened_service(settings: Settings, day: date, clock: Callable[[], datetime] = now) -> Iterator[Service]:
    """The application of some settings, by a clock; its store is closed at the end of the block."""
    log = io.StringIO()
    with redirect_stdout(log):
        web = create_app(settings, clock)
    service = Service(settings, web, log, day)
    # The application's life: its end closes the store.
    with TestClient(web):
        yield service


def copied(prepared: Prepared, folder: Path) -> str:
    """The address of a copy of the prepared clinic."""
    path = folder / "everyneed.db"
    shutil.copyfile(prepared.database, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def prepared_clinic(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The demonstration clinic in a file, to copy; an outsider of another organisation can sign in too."""
    from app.administration.accounts import NewAccount
    from app.administration.professions import TypedProfession

    folder = tmp_path_factory.mktemp("prepared")
    prepared = Prepared(folder / "everyneed.db", folder / "secret.key", london_date(now()))
    url = f"sqlite:///{prepared.database}"
    load_demo(url, prepared.secret, prepared.day)
    with installation(settings_for(url, prepared.secret)) as opened:
        elsewhere = opened.desk.add_organisation("RYY01", "Elsewhere Community Trust")
        paediatrician = TypedProfession("paediatrician", "RYY-1")
        opened.desk.add(elsewhere, None, NewAccount("outsider", "Una Outside", "clinician", PASSWORD, paediatrician))
        opened.desk.add(elsewhere, None, NewAccount("outsider-admin", "Otto Outside", "administrator", PASSWORD))
    with closing(sqlite3.connect(prepared.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return prepared


@pytest.fixture
def service(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Service]:
    """A service of this test's own."""
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service:
        yield service


@pytest.fixture
def https_service(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Service]:
    """A service reached over HTTPS, of this test's own."""
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret, https=True, demo=False)
    with opened_service(settings, prepared_clinic.day) as service:
        yield service


@pytest.fixture(scope="session")
def shared_service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service for every test of the process that does not mind what others recorded."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("shared"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        yield service


@pytest.fixture
def clinician(service: Service) -> Visitor:
    """The demonstration's paediatrician, signed in to a service of this test's own."""
    return service.signed_in("paediatrician")


@pytest.fixture(scope="module")
def shared_clinician(shared_service: Service) -> Visitor:
    """The demonstration's paediatrician, signed in to the shared service.

    Signed in anew by each module: between the first that asks for it and the last, a session left idle would lapse.
    """
    return shared_service.signed_in("paediatrician")
