"""What becomes of a bug: its trace goes to the log, and the person gets a page without detail, with every header."""

from collections.abc import Callable
from typing import Any

from fastapi import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.calls import Call


class Failures:
    """ASGI middleware: answers for whatever raised an exception that nobody foresaw.

    Starlette's own handler for these stands outside every middleware, so that its answer would go
    without the security headers.
    """

    def __init__(self, app: ASGIApp, *, log: Any, page: Callable[[Call], Response]) -> None:
        self._app = app
        self._log = log
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as fault:
            self._log.error("failed", exc_info=fault)
            if begun:
                raise
            await self._page(Call(scope))(scope, receive, send)
