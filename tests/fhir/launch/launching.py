"""A clinician's browser that opens the form from a host, in a service of the test's own."""

from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.access.hosts import Host
from app.administration.hosts.desk import HostDetails
from app.wiring import installation
from tests.fhir.launch.host import CLIENT_ID, LAUNCH, STAFF_SYSTEM, HostSystem, stocked
from tests.service import Answer, Service, Visitor

ODS_CODE = "select ods_code from organisation where id = (select organisation from account where username = ?)"
STAFF_ID = (
    "select local_identifier from care_professional where id = (select professional from account where username = ?)"
)
CLINICIAN = "paediatrician"


def registered(service: Service, host: HostSystem, name: str = "Riverside record") -> Host:
    """The host registered for the demonstration's organisation."""
    with installation(service.settings) as opened:
        owner = opened.desk.records.organisation(str(service.rows(ODS_CODE, CLINICIAN)[0][0]))
        assert owner is not None
        return opened.hosts.add(owner, HostDetails(name, f"{host.issuer}/", CLIENT_ID, STAFF_SYSTEM))


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Where the browser is sent is looked at, not followed."""


def sent_back(address: str) -> str:
    """Where the host's authorisation sends a browser."""
    try:
        build_opener(_Stays).open(Request(address))  # noqa: S310 - the tests' own host
    except HTTPError as redirect:
        return str(redirect.headers["location"])
    raise AssertionError("The host answered without a redirect.")


@dataclass(slots=True)
class Browser:
    """A browser that a host opens the form in."""

    visitor: Visitor
    host: HostSystem
    service: Service
    place: int
    events_before: int = 0
    children_before: int = 0

    def __post_init__(self) -> None:
        self.events_before = len(self.service.events())
        self.children_before = self.children()

    def events(self) -> list[str]:
        """The actions since this browser was opened."""
        return self.service.events()[self.events_before :]

    def refusals(self) -> list[str]:
        """Why launches were refused since this browser was opened."""
        rows = self.service.rows("select action, detail from audit_event order by at, id")[self.events_before :]
        return [str(detail) for action, detail in rows if action == "opening from the host record refused"]

    def children(self) -> int:
        """How many children there are."""
        return len(self.service.rows("select id from child"))

    def nothing_came_of_it(self) -> None:
        """Nobody was registered or signed in, and nothing may be handed back."""
        assert self.children() == self.children_before
        assert self.service.rows("select session from launched_session") == []
        assert self.visitor.get("/").location == "/sign-in?after=/"

    def begun(self, **changes: str) -> Answer:
        """The launch, before the browser goes to the host."""
        asked = {"iss": self.host.issuer, "launch": LAUNCH} | changes
        return self.visitor.get(f"/launch?{urlencode(asked)}")

    def callback(self) -> str:
        """The path at which the browser comes back from the host."""
        begun = self.begun()
        assert begun.status == 303, begun.text
        back = urlsplit(sent_back(begun.location))
        return f"{back.path}?{back.query}"

    def opened(self) -> Answer:
        """What the browser is answered when it comes back."""
        return self.visitor.get(self.callback())

    def saved(self, path: str, **fields: str) -> Answer:
        """The form at a path saved, with an epilepsy added."""
        form = self.visitor.get(path).page.form(path)
        added = self.visitor.post(path, form.with_fields({"action": "add:84757009"}))
        sent = {"outcome": "review", "next_weeks": "26", "action": "save", **fields}
        return self.visitor.post(path, added.page.form(path).with_fields(sent))


def renewed(service: Service, host: HostSystem, place: int) -> Browser:
    """A browser of nobody's, with a host that behaves and has a child of its own, whatever was done before."""
    address = host.address
    host.__init__(address)  # type: ignore[misc]
    stocked(host, str(service.rows(STAFF_ID, CLINICIAN)[0][0]), place)
    service.change("delete from host_launch")
    service.change("delete from launched_session")
    service.change("update account set disabled_at = null, locked_until = null where username = ?", CLINICIAN)
    return Browser(service.visitor(), host, service, place)


def state_of(address: str) -> str:
    """The state in an address."""
    return parse_qs(urlsplit(address).query)["state"][0]
