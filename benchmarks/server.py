"""The application as it is served, with an empty route beside its own, and the instruments of a run.

`BENCHMARK_INSTRUMENT` chooses none (plain), `written` (what each save writes), `profile` (cProfile of every thread) or
`phases` (CPU by phase of a save). `BENCHMARK_OUTPUT` names the file that a GET of /benchmark/readings fills.
"""

import os
import pickle
from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Response

from app.access.permissions import Permission
from app.main import application as real_application
from app.main import routes_of
from app.web.calls import Call
from app.web.guard import allows
from benchmarks.instruments import phases, profiled, written

EMPTY = "/benchmark/empty"
READINGS = "/benchmark/readings"
_INSTRUMENTS: dict[str, Callable[[], Callable[[], object]]] = {
    "written": written,
    "profile": profiled,
    "phases": phases,
}


def application() -> FastAPI:
    """The real application of the environment's settings, with the benchmark's two routes."""
    instrument = os.environ.get("BENCHMARK_INSTRUMENT", "")
    readings = _INSTRUMENTS[instrument]() if instrument else None
    web = real_application()
    # The class of the application's own routes: whoever calls is looked up by the same guard.
    router = APIRouter(route_class=type(routes_of(web)[0]))

    @router.get(EMPTY)
    @allows(Permission.RECORD_ENCOUNTER)
    def empty(call: Call) -> Response:
        del call
        return Response()

    @router.get(READINGS)
    @allows(Permission.RECORD_ENCOUNTER)
    def read(call: Call) -> Response:
        del call
        if readings is not None:
            with open(os.environ["BENCHMARK_OUTPUT"], "wb") as file:  # noqa: PTH123
                pickle.dump(readings(), file)
        return Response()

    web.include_router(router)
    return web
