"""What the service writes to its log: a line of JSON for each request, with identities and route patterns only."""

import time
from typing import Any, TextIO

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Log = structlog.stdlib.BoundLogger


def json_log(stream: TextIO) -> Any:
    """A logger that writes a JSON object a line, with the instant in UTC, to a stream."""
    return structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )


class RequestLog:
    """ASGI middleware: one line for each request, never its address, its query or its body."""

    def __init__(self, app: ASGIApp, *, log: Any) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            route = getattr(scope.get("route"), "path", None)
            elapsed = round((time.perf_counter() - started) * 1_000, 1)
            self._log.info("request", method=scope["method"], route=route, status=status, milliseconds=elapsed)
