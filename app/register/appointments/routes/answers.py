"""How the routes of appointments read what was posted, and answer."""

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.register.children.page import Page
from app.register.register import Register
from app.register.typed import Typed
from app.web.calls import Call


def typed_in(call: Call) -> Typed:
    """The fields of a posted form, the last text of each."""
    return {name: texts[-1] for name, texts in call.posted.fields.items()}


def rendered(register: Register, call: Call, page: Page) -> Response:
    """A page, with what the address says was just done."""
    context = {"done": call.query_params.get("done", ""), **page.context}
    return register.pages.render(call, f"register/{page.template}", context, page.status)


def see_other(address: str) -> Response:
    """On to another page, once something was done."""
    return RedirectResponse(address, status_code=303)
