"""What every answer says to the browser, and which bodies are refused before they are read."""

import base64
import hashlib
import re

import pytest

from app.main import routes_of
from app.web.headers import LONGEST_BODY, too_long
from tests.service import Answer, Service, Visitor
from tests.web.places import filled

PAGES_OF = {
    "paediatrician": (
        "/clinic",
        "/children/{child}",
        "/appointments/{appointment}/encounter",
        "/encounters/{encounter}",
        "/encounters/{encounter}/amendment",
        "/encounters/{encounter}/wrong-child",
        "/encounters/{encounter}/needs/{need}/coding",
        "/uncoded",
        "/children",
        "/children/new",
    ),
    "clerk": (
        "/children/{child}/registration",
        "/children/{child}/merge",
        "/children/{child}/referrals/new",
        "/referrals/{referral}",
        "/group-sessions",
        "/group-sessions/new",
        "/group-sessions/{session}",
        "/children/{child}/appointments/new",
        "/appointments/{appointment}",
        "/appointments/import",
        "/clinics",
        "/clinics/new",
        "/desk",
    ),
    "administrator": ("/", "/accounts", "/audit", "/password", "/timing"),
    "informatics": (
        "/terminology",
        "/terminology/releases",
        "/terminology/releases/{key}/differences",
        "/terminology/ungrouped",
    ),
    "commissioner": ("/reports",),
}


def assert_guarded(answer: Answer, caching: str = "no-store") -> None:
    headers = answer.headers
    assert headers["cache-control"] == caching
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("username", "path"), [(who, path) for who, paths in PAGES_OF.items() for path in paths])
def test_a_page_carries_every_header_and_no_script_but_the_one_allowed(
    username: str, path: str, shared_service: Service
) -> None:
    answer = shared_service.signed_in(username).get(filled(shared_service, path))
    assert answer.status == 200
    assert_guarded(answer)
    for script in answer.page.inline_scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert len(answer.page.inline_scripts) == 1
    assert re.search(r"<[^>]+\s(style|on[a-z]+)=", answer.text) is None, "style or script in an attribute"
    assert "<style" not in answer.text


@pytest.mark.parametrize(("username", "path"), [(who, path) for who, paths in PAGES_OF.items() for path in paths])
def test_a_page_asks_nothing_of_another_host(username: str, path: str, shared_service: Service) -> None:
    page = shared_service.signed_in(username).get(filled(shared_service, path)).page
    assert page.loads
    outside = [each for each in page.loads if not re.match(r"/(?!/)", each)]
    assert outside == []
    for loaded in page.loads:
        answer = shared_service.visitor().get(loaded)
        assert answer.status == 200, loaded
        assert_guarded(answer, "public, max-age=3600")
        if loaded.split("?")[0].endswith(".css"):
            assert not re.search(r"url\(\s*['\"]?(https?:)?//", answer.text)


def test_every_kind_of_answer_carries_the_headers(shared_service: Service) -> None:
    visitor, stranger = shared_service.signed_in("paediatrician"), shared_service.visitor()
    encounter = filled(shared_service, "/encounters/{encounter}")
    answers = {
        "page": (visitor.get("/clinic"), 200),
        "redirect": (stranger.get("/clinic"), 303),
        "forbidden": (visitor.get("/accounts"), 403),
        "not found": (visitor.get("/nowhere"), 404),
        "not a method": (visitor.ask("DELETE", "/clinic"), 405),
        "json": (visitor.get("/needs?words=cp"), 200),
        "json to nobody": (stranger.get("/needs?words=cp", {"accept": "application/json"}), 401),
        "pdf": (visitor.get(f"{encounter}/desk-copy.pdf"), 200),
        "health": (stranger.get("/health"), 200),
        "static that is not there": (stranger.get("/static/nothing.js"), 404),
        "too long": (stranger.ask("POST", "/sign-in", content=b"x" * (LONGEST_BODY + 1)), 413),
    }
    for kind, (answer, status) in answers.items():
        assert answer.status == status, kind
        assert_guarded(answer)


def test_every_route_answers_with_the_headers(shared_service: Service) -> None:
    for route in routes_of(shared_service.web):
        for method in route.methods or ():
            assert_guarded(shared_service.visitor().ask(method, filled(shared_service, route.path)))


def test_over_https_the_browser_is_told_to_stay_there(https_service: Service) -> None:
    answer = https_service.visitor().get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_without_https_nothing_is_said_of_it(shared_service: Service) -> None:
    assert "strict-transport-security" not in shared_service.visitor().get("/sign-in").headers


class TestABody:
    """The longest body is 1 MiB; whatever does not say its length is refused too."""

    def send(self, visitor: Visitor, headers: dict[str, str], content: bytes = b"") -> int:
        form = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
        return visitor.ask("POST", "/sign-in", form | headers, content).status

    def test_of_1_mib_is_read(self, shared_service: Service) -> None:
        content = b"username=" + b"x" * (LONGEST_BODY - 9)
        assert len(content) == 1_048_576
        assert self.send(shared_service.visitor(), {}, content) == 422

    def test_of_a_byte_more_is_refused_in_words(self, shared_service: Service) -> None:
        answer = shared_service.visitor().ask("POST", "/sign-in", content=b"x" * (LONGEST_BODY + 1))
        assert answer.status == 413
        assert "1 MiB" in answer.text

    @pytest.mark.parametrize("length", ["-1", "1e3", "", "99999999999999999999999999999", "１"])
    def test_with_a_length_that_is_no_number_in_range_is_refused(self, length: str) -> None:
        assert too_long([(b"content-length", length.encode())])

    def test_that_is_sent_in_chunks_is_refused_whatever_length_it_states(self) -> None:
        assert too_long([(b"transfer-encoding", b"chunked")])
        assert too_long([(b"content-length", b"3"), (b"transfer-encoding", b"chunked")])
        assert not too_long([(b"content-length", b"1048576")])
        assert not too_long([(b"host", b"testserver")])

    @pytest.mark.parametrize(
        "kind",
        [
            "application/json",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=nonsense",
            "",
        ],
    )
    def test_of_another_kind_is_no_failure(self, shared_service: Service, kind: str) -> None:
        status = self.send(shared_service.visitor(), {"content-type": kind}, b'{"username": "paediatrician"}')
        assert status == 422

    def test_with_a_file_is_not_read(self, shared_service: Service) -> None:
        content = b'--x\r\nContent-Disposition: form-data; name="username"; filename="a"\r\n\r\nabc\r\n--x--\r\n'
        assert self.send(shared_service.visitor(), {"content-type": "multipart/form-data; boundary=x"}, content) == 422

    def test_with_more_fields_than_any_form_of_ours_is_refused(self, shared_service: Service) -> None:
        content = "&".join(f"n{number}.concept=1" for number in range(20_000)).encode()
        assert self.send(shared_service.visitor(), {}, content) == 413
