"""What every answer says to the browser: nothing from elsewhere, nothing kept, nothing framed.

Sources: OWASP ASVS 5.0 chapter 3 (web frontend security); OWASP Secure Headers.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The one inline script of the NHS.UK page template, which marks that scripts run.
PAGE_SCRIPT = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' nhsuk-frontend-supported' : '');"
)
LONGEST_BODY = 1_048_576
_KEPT = ("/static/", "/assets/")
_WHOLE = frozenset({200, 206, 304})


def content_security_policy() -> str:
    """The policy of every page: own scripts and styles, and the template's inline script by its digest."""
    digest = base64.b64encode(hashlib.sha256(PAGE_SCRIPT.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _fixed_headers(https: bool) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    if https:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@dataclass(frozen=True, slots=True)
class LongBodies:
    """Addresses that take longer bodies than pages do: those below `path`, of up to `most` bytes.

    What is longer is answered with `refusal`, a body of `content_type`.
    """

    path: str
    most: int
    content_type: str
    refusal: bytes


_PAGES = LongBodies(
    "/",
    LONGEST_BODY,
    "text/plain; charset=utf-8",
    b"This is longer than the service takes (1 MiB). Shorten it and send it again.",
)


class SecurityHeaders:
    """ASGI middleware: adds the headers, and refuses a body over 1 MiB, or over `long_bodies`, before it is read."""

    def __init__(self, app: ASGIApp, *, https: bool, long_bodies: LongBodies = _PAGES) -> None:
        self._app = app
        self._fixed = _fixed_headers(https)
        self._long = long_bodies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith(_KEPT)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                caching = b"public, max-age=3600" if kept and message["status"] in _WHOLE else b"no-store"
                message["headers"] = [*message.get("headers", ()), *self._fixed, (b"cache-control", caching)]
            await send(message)

        taken = self._long if scope["path"].startswith(self._long.path) else _PAGES
        if too_long(scope["headers"], taken.most):
            await _refuse(send_with_headers, taken)
            return
        await self._app(scope, receive, send_with_headers)


def too_long(headers: Iterable[tuple[bytes, bytes]], most: int = LONGEST_BODY) -> bool:
    """Whether a request's body is longer than is taken, or does not say how long it is, by its headers."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and not _within(value, most))
        for name, value in headers
    )


def _within(length: bytes, most: int) -> bool:
    return length.isdigit() and len(length) <= len(str(most)) and int(length) <= most


async def _refuse(send: Send, taken: LongBodies) -> None:
    headers = [
        (b"content-type", taken.content_type.encode()),
        (b"content-length", str(len(taken.refusal)).encode()),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": taken.refusal})
