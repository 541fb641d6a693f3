"""A server and a browser for journeys: the shared clinic served on a free port, and Chromium of this machine."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    WebError,
    sync_playwright,
)

from app.demo.people import PASSWORD
from tests.databases import Cluster
from tests.service import Prepared, Service, load_demo, opened_service, settings_for

PATIENCE_MILLISECONDS = 10_000
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--in-process-gpu",
)
# The shell is the same engine without the windows that nobody sees here: it shows a page for half the work.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Served:
    """A service and the address at which a browser finds it."""

    service: Service
    address: str


@contextmanager
def serving(service: Service, door: socket.socket | None = None) -> Iterator[Served]:
    """Serve an application, whose life somebody else looks after, on a free port, or where a door listens."""
    with door.dup() if door else socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(service.web, log_config=None, lifespan="off", access_log=False, server_header=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(service, f"http://127.0.0.1:{port}")
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def shared_server(shared_service: Service) -> Iterator[Served]:
    """The shared service, served."""
    with serving(shared_service) as served:
        yield served


@pytest.fixture
def served(shared_server: Served) -> Served:
    """The shared service, served; no form of it was left half filled in by another test."""
    shared_server.service.change("delete from draft")
    return shared_server


@pytest.fixture
def served_on_postgresql(
    postgresql_cluster: Cluster, postgresql_url: str, prepared_clinic: Prepared
) -> Iterator[Served]:
    """A service on PostgreSQL of this test's own, served."""
    load_demo(postgresql_url, prepared_clinic.secret, prepared_clinic.day)
    settings = settings_for(postgresql_url, prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service, serving(service) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None:
        pytest.fail("Chromium is not on this machine. Install it: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield opened
        opened.close()


class Watched:
    """A browser context whose pages may neither complain nor ask anything of another host."""

    def __init__(self, context: BrowserContext, address: str, leave: Callable[["Watched"], None]) -> None:
        self.context = context
        self.complaints: list[str] = []
        self._address = address
        self._leave = leave
        self._left = False
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", self._asked)

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _failed(self, fault: WebError) -> None:
        self.complaints.append(str(fault.error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self._address}/", "data:")):
            self.complaints.append(f"asked of another host: {request.url}")

    def leave(self) -> None:
        """Close every page that was opened here, once."""
        if not self._left:
            self._left = True
            self._leave(self)

    def unwatch(self) -> None:
        """Let the context be without hearing of it any more."""
        self.context.remove_listener("console", self._said)
        self.context.remove_listener("weberror", self._failed)
        self.context.remove_listener("request", self._asked)

    def page(self) -> Page:
        return self.context.new_page()

    def signed_in(self, username: str) -> "Watched":
        """The context with a session of an account, as signing in would leave it."""
        answer = self.context.request.post(
            f"{self._address}/sign-in",
            form={"username": username, "password": PASSWORD},
            headers={"sec-fetch-site": "same-origin"},
            max_redirects=0,
        )
        assert answer.status == 303
        return self


Open = Callable[..., Watched]
Kept = dict[tuple[str, bool, int, int], BrowserContext]


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Contexts that nobody uses just now, by address, scripts, width and height; of cookies they hold none.

    A new context makes Chromium start processes and read every file of the pages anew, which takes longer than to show
    a page. An empty page rests in each, without which the processes would end with a test's last page. The pages of the
    service keep nothing in the browser but the cookie of a session.
    """
    return {}


@pytest.fixture
def contexts() -> list[Watched]:
    """The browser contexts that a test has opened."""
    return []


def leave(contexts: list[Watched]) -> None:
    for each in contexts:
        each.leave()


@pytest.fixture(scope="session")
def door() -> Iterator[socket.socket]:
    """Where one clinic after another is served, so that a context can be opened again for the next."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def clinic(service: Service, door: socket.socket, contexts: list[Watched]) -> Iterator[Served]:
    """A clinic of this test's own, served until the last page of it is closed."""
    with serving(service, door) as served:
        yield served
        leave(contexts)


@pytest.fixture
def opened(browser: Browser, contexts: list[Watched], kept: Kept) -> Iterator[Open]:
    """Opens contexts: `opened(served, scripts=True, width=1280)`; at the end none of their pages has complained.

    With `again=True` it may be one that a test before had opened with it, without the cookies of that test: for pages
    to look at, by a test that sets no clock, no network and no script of the context.
    """

    def make(
        served: Served, *, scripts: bool = True, width: int = 1280, height: int = 800, again: bool = False
    ) -> Watched:
        kind = served.address, scripts, width, height
        context = (kept.pop(kind, None) if again else None) or browser.new_context(
            base_url=served.address,
            java_script_enabled=scripts,
            viewport=ViewportSize(width=width, height=height),
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )

        if again and not context.pages:
            context.new_page()

        def keep(watched: Watched) -> None:
            _resting, *pages = watched.context.pages
            for page in pages:
                page.close()
            watched.unwatch()
            watched.context.clear_cookies()
            kept[kind] = watched.context

        contexts.append(Watched(context, served.address, keep if again else lambda watched: watched.context.close()))
        return contexts[-1]

    yield make
    leave(contexts)
    assert [complaint for each in contexts for complaint in each.complaints] == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of the pages are put, to look at."""
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    return folder
