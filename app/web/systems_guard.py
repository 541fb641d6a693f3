"""The guard at the routes that providers' systems call: an access token stands in for a session.

Cookies are not looked at, so no page of another site can act through somebody's browser, and forms need no proof. A
call is let in before its body is read.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from app.access.client_tokens import TokenDesk
from app.access.clients import AdmittedSystem
from app.errors import NotPermitted, Refusal
from app.web.calls import Call
from app.web.guard import SYSTEMS, SYSTEMS_UNPROVED, route_pattern, who_may_call


@dataclass(frozen=True, slots=True)
class SystemsGuard:
    """What stands at every route for systems.

    `refusal` answers a call that was declined; `token_asked` one that has no access token in force. `echoed` are the
    headers that every answer repeats of its call.
    """

    tokens: TokenDesk
    refusal: Callable[[Call, Refusal], Response]
    token_asked: Callable[[Call], Response]
    echoed: Callable[[Call], Mapping[str, str]]

    def admitted(self, call: Call) -> AdmittedSystem | None:
        """The system whose token the call has (RFC 6750, section 2.1), if it is in force."""
        given = call.headers.getlist("authorization")
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        return self.tokens.admitted(token.strip(" ")) if scheme.lower() == "bearer" else None

    def answer(self, endpoint: Callable[[Call], Response], call: Call) -> Response:
        """Run the route of a call that was let in."""
        try:
            return endpoint(call)
        except Refusal as refusal:
            if isinstance(refusal, NotPermitted) and call.system is not None:
                self.tokens.note_refusal(call.system, route_pattern(call))
            return self.refusal(call, refusal)


def systems_guarded(guard: SystemsGuard) -> type[APIRoute]:
    """The route class of every route for systems: FastAPI's, with the guard before the endpoint."""

    class SystemsRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            endpoint: Callable[[Call], Response] = self.endpoint
            rule = who_may_call(endpoint)

            async def handle(request: Request) -> Response:
                call = Call(request.scope, request.receive)
                response = await answered(call)
                response.headers.update(guard.echoed(call))
                return response

            async def answered(call: Call) -> Response:
                if rule == SYSTEMS:
                    call.system = await run_in_threadpool(guard.admitted, call)
                    if call.system is None:
                        return guard.token_asked(call)
                elif rule != SYSTEMS_UNPROVED:
                    return guard.refusal(call, NotPermitted("This address is open to no one."))
                call.content = await call.body()
                return await run_in_threadpool(guard.answer, endpoint, call)

            return handle

    return SystemsRoute
