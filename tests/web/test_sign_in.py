"""Signing in and out: cookies, sessions that end, locks, one's own password, and where one goes after."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin, urlsplit

import pytest

from app.demo.people import PASSWORD
from app.web.routes import safe_path
from tests.service import Service, Visitor

NEW_PASSWORD = "cobalt-heron-lantern-41"


def ago(**how_long: float) -> str:
    return (datetime.now(UTC) - timedelta(**how_long)).isoformat(timespec="microseconds")


def sent_to_sign_in(visitor: Visitor) -> bool:
    answer = visitor.get("/clinic")
    return (answer.status, answer.location) == (303, "/sign-in?after=/clinic")


def test_the_right_password_opens_the_start_page(service: Service) -> None:
    visitor = service.visitor()
    answer = visitor.sign_in("paediatrician")
    assert (answer.status, answer.location) == (303, "/")
    assert visitor.get("/clinic").status == 200
    assert service.events()[-2:] == ["signed in", "clinic list viewed"]


def test_the_sign_in_page_of_a_demonstration_names_its_accounts(service: Service) -> None:
    words = service.visitor().get("/sign-in").page.words
    for each in ("paediatrician", "clerk", "administrator", "informatics", "commissioner", PASSWORD):
        assert each in words


def test_the_sign_in_page_of_a_real_installation_does_not(https_service: Service) -> None:
    page = https_service.visitor().get("/sign-in").text
    assert "paediatrician" not in page
    assert PASSWORD not in page


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("paediatrician", "wrong"),
        ("nobody", PASSWORD),
        ("", ""),
        ("paediatrician", ""),
        ("paediatrician", PASSWORD + " "),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(username: str, password: str, service: Service) -> None:
    visitor = service.visitor()
    answer = visitor.sign_in(username, password)
    assert answer.status == 422
    assert "The user name and password do not match" in answer.page.words
    assert answer.page.title.startswith("Error: ")
    assert answer.page.value("username") == username
    assert "set-cookie" not in answer.headers
    assert not password or password not in answer.text.replace(PASSWORD, "")
    assert sent_to_sign_in(visitor)


@pytest.mark.parametrize("username", ["\x00", "paediatrician\x00", "<script>alert(1)</script>", "🧸" * 1_000, "\u202e"])
def test_a_strange_user_name_is_no_failure(username: str, service: Service) -> None:
    answer = service.visitor().sign_in(username, "\x00" * 10_000)
    assert answer.status == 422
    assert "<script>alert" not in answer.text


def test_a_user_name_may_be_typed_in_capitals_and_with_blanks(service: Service) -> None:
    assert service.visitor().sign_in("  PAEDIATRICIAN ").status == 303


class TestTheCookie:
    """What goes to the browser: over HTTPS for this host alone, and never to scripts."""

    def test_over_https(self, https_service: Service) -> None:
        cookie = https_service.visitor().sign_in("paediatrician").headers["set-cookie"]
        parts = [part.strip() for part in cookie.split(";")]
        assert parts[0].startswith("__Host-everyneed=")
        assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(parts)
        assert not any(part.lower().startswith("domain") for part in parts)

    def test_on_one_machine_without_https(self, service: Service) -> None:
        cookie = service.visitor().sign_in("paediatrician").headers["set-cookie"]
        parts = [part.strip() for part in cookie.split(";")]
        assert parts[0].startswith("everyneed=")
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(parts)
        assert "Secure" not in parts

    def test_its_token_has_256_bits_and_is_not_what_is_kept(self, service: Service) -> None:
        cookie = service.visitor().sign_in("paediatrician").headers["set-cookie"]
        token = cookie.split(";")[0].removeprefix("everyneed=")
        assert len(token) == 43
        kept = service.rows("select token_hash, form_key from session")[0]
        assert token.encode() not in kept

    def test_every_sign_in_has_another(self, service: Service) -> None:
        tokens = {service.visitor().sign_in("clerk").headers["set-cookie"].split(";")[0] for _ in range(3)}
        assert len(tokens) == 3

    def test_a_made_up_one_opens_nothing(self, service: Service) -> None:
        for made_up in (b"x" * 43, b"", "é".encode(), b"\xff", b'"', b"%00"):
            answer = service.visitor().http.get("/clinic", headers=[(b"cookie", b"everyneed=" + made_up)])
            assert answer.status_code == 303

    def test_the_one_of_https_is_not_read_without_it(self, service: Service) -> None:
        token = service.visitor().sign_in("clerk").headers["set-cookie"].split(";")[0].removeprefix("everyneed=")
        assert service.visitor().get("/clinic", {"cookie": f"__Host-everyneed={token}"}).status == 303


class TestASession:
    """It ends by sign-out, after 15 minutes without a request, after 12 hours, and with its account."""

    def test_in_use_goes_on(self, service: Service, clinician: Visitor) -> None:
        service.change("update session set seen_at = ?", ago(minutes=14, seconds=50))
        assert clinician.get("/clinic").status == 200
        seen = str(service.rows("select seen_at from session")[0][0])
        assert seen > ago(minutes=1)

    def test_idle_for_15_minutes_is_over(self, service: Service, clinician: Visitor) -> None:
        service.change("update session set seen_at = ?", ago(minutes=15))
        assert sent_to_sign_in(clinician)

    def test_is_over_at_its_last_hour_however_much_used(self, service: Service, clinician: Visitor) -> None:
        service.change("update session set expires_at = ?", ago(seconds=1))
        assert sent_to_sign_in(clinician)

    @pytest.mark.usefixtures("clinician")
    def test_lasts_12_hours_at_most(self, service: Service) -> None:
        started, expires = service.rows("select started_at, expires_at from session")[0]
        length = datetime.fromisoformat(str(expires)) - datetime.fromisoformat(str(started))
        assert length == timedelta(hours=12)

    def test_is_over_after_sign_out_even_for_who_kept_the_cookie(self, service: Service, clinician: Visitor) -> None:
        token = clinician.http.cookies["everyneed"]
        answer = clinician.post_with_proof("/sign-out")
        assert (answer.status, answer.location) == (303, "/sign-in")
        assert 'everyneed=""' in answer.headers["set-cookie"]
        assert service.events()[-1] == "signed out"
        assert service.visitor().get("/clinic", {"cookie": f"everyneed={token}"}).status == 303

    def test_is_over_when_its_account_is_disabled(self, service: Service, clinician: Visitor) -> None:
        service.change("update account set disabled_at = ? where username = 'paediatrician'", ago(seconds=1))
        assert sent_to_sign_in(clinician)
        assert service.visitor().sign_in("paediatrician").status == 422

    def test_of_one_browser_is_not_ended_by_signing_out_in_another(self, service: Service) -> None:
        first, second = service.signed_in("clerk"), service.signed_in("clerk")
        first.post_with_proof("/sign-out")
        assert sent_to_sign_in(first)
        assert second.get("/clinic").status == 200


class TestALock:
    """Five wrong passwords in a row lock an account for 15 minutes, or until an administrator opens it."""

    def lock(self, service: Service) -> None:
        for _ in range(5):
            assert service.visitor().sign_in("clerk", "wrong").status == 422

    def test_after_five_wrong_passwords_the_right_one_does_not_open(self, service: Service) -> None:
        self.lock(service)
        answer = service.visitor().sign_in("clerk")
        assert answer.status == 422
        assert "This account is locked" in answer.page.words
        assert "account locked" in service.events()

    def test_is_not_told_to_who_has_the_wrong_password(self, service: Service) -> None:
        self.lock(service)
        assert "locked" not in service.visitor().sign_in("clerk", "wrong").page.words.replace("Community", "")

    def test_four_wrong_passwords_and_the_right_one_begin_the_count_anew(self, service: Service) -> None:
        for _ in range(2):
            for _ in range(4):
                service.visitor().sign_in("clerk", "wrong")
            assert service.visitor().sign_in("clerk").status == 303

    def test_opens_by_itself_after_its_time(self, service: Service) -> None:
        self.lock(service)
        until = str(service.rows("select locked_until from account where username = 'clerk'")[0][0])
        assert timedelta(minutes=14) < datetime.fromisoformat(until) - datetime.now(UTC) <= timedelta(minutes=15)
        service.change("update account set locked_until = ? where username = 'clerk'", ago(seconds=1))
        assert service.visitor().sign_in("clerk").status == 303

    def test_is_opened_by_an_administrator(self, service: Service) -> None:
        self.lock(service)
        administrator = service.signed_in("administrator")
        page = administrator.get("/accounts").page
        assert "Locked until" in page.words
        unlock = next(form for form in page.forms if form.action.endswith("/unlock"))
        assert administrator.post(unlock.action, unlock.fields).status == 303
        assert service.visitor().sign_in("clerk").status == 303


OUTSIDE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    "\t//elsewhere.example",
    " //elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "elsewhere.example",
    "@elsewhere.example",
    "http:elsewhere.example",
    "/clinic\r\nset-cookie: everyneed=stolen",
)


class TestWhereOneGoesAfter:
    """After sign-in one comes to a path of ours, whatever the address said."""

    @pytest.mark.parametrize("after", ["/clinic", "/children/07H7JE641PNX3", "/clinic?on=2026-11-24"])
    def test_a_path_of_ours(self, after: str, service: Service) -> None:
        visitor = service.visitor()
        page = visitor.get(f"/sign-in?after={quote(after)}").page
        assert page.value("after") == after
        answer = visitor.post("/sign-in", {"after": after, "username": "clerk", "password": PASSWORD})
        assert (answer.status, answer.location) == (303, after)

    @pytest.mark.parametrize("after", OUTSIDE)
    def test_nowhere_else(self, after: str, shared_service: Service) -> None:
        visitor = shared_service.visitor()
        shown = visitor.get(f"/sign-in?after={quote(after, safe='')}")
        assert shown.status == 200
        answer = visitor.post("/sign-in", {"after": after, "username": "clerk", "password": PASSWORD})
        assert answer.status == 303
        # A browser drops tabs and line ends from an address, and takes a backslash for a slash.
        read = answer.location.translate({9: None, 10: None, 13: None}).replace("\\", "/")
        where = urlsplit(urljoin("http://testserver/sign-in", read))
        assert (where.scheme, where.netloc) == ("http", "testserver")
        assert "stolen" not in answer.headers["set-cookie"]

    @pytest.mark.parametrize("after", ["//x", "/\\x", "", "x", "https://x"])
    def test_what_is_no_path_becomes_the_start_page(self, after: str) -> None:
        assert safe_path(after) == "/"


class TestOnesOwnPassword:
    """A person changes it with the current one in hand."""

    def change(self, visitor: Visitor, current: str, wanted: str, again: str | None = None) -> tuple[int, str]:
        fields = {"current_password": current, "new_password": wanted, "again": wanted if again is None else again}
        answer = visitor.post_with_proof("/password", fields)
        return answer.status, answer.page.words

    def test_is_changed(self, service: Service, clinician: Visitor) -> None:
        status, _ = self.change(clinician, PASSWORD, NEW_PASSWORD)
        assert status == 200
        assert service.events()[-1] == "account changed"
        assert service.visitor().sign_in("paediatrician").status == 422
        assert service.visitor().sign_in("paediatrician", NEW_PASSWORD).status == 303

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            (("wrong", NEW_PASSWORD), "The current password is not right"),
            ((PASSWORD, NEW_PASSWORD, "another"), "differ"),
            ((PASSWORD, "short"), "too short"),
            ((PASSWORD, "password1234"), "easy to guess"),
            ((PASSWORD, "x" * 129), "too long"),
        ],
    )
    def test_stays_when_something_is_wrong(
        self, typed: tuple[str, ...], words: str, service: Service, clinician: Visitor
    ) -> None:
        status, said = self.change(clinician, *typed)
        assert status == 422
        assert words in said
        assert service.visitor().sign_in("paediatrician").status == 303
