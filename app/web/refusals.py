"""The table of refusals for pages: which status, which words. FHIR has a table of its own."""

from dataclasses import dataclass

from fastapi import Response

from app.errors import Conflict, NotFound, NotOffered, NotPermitted, Refusal, Rejected
from app.web.calls import Call
from app.web.pages import Pages


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """What a person reads when something is refused."""

    status: int
    title: str
    advice: str


REFUSALS: dict[type, RefusalPage] = {
    NotFound: RefusalPage(404, "Page not found", "Check the address, or go back to the clinic list."),
    NotPermitted: RefusalPage(403, "You cannot do this", "Ask your administrator if you think you should be able to."),
    Conflict: RefusalPage(409, "This changed while you were working", "Open it again to see how it stands now."),
    Rejected: RefusalPage(422, "This cannot be recorded as it is", "Mend what is listed and send it again."),
}


def refusal_response(pages: Pages, call: Call, refusal: Refusal) -> Response:
    """The page of a refusal, with every problem it carries."""
    words = next(REFUSALS[kind] for kind in type(refusal).__mro__ if kind in REFUSALS)
    problems = refusal.problems if isinstance(refusal, Rejected) else ()
    detail = "" if isinstance(refusal, Rejected) else str(refusal)
    title = refusal.title if isinstance(refusal, NotOffered) else words.title
    context = {"title": title, "advice": words.advice, "detail": detail, "problems": problems}
    return pages.render(call, "refusal.jinja", context, words.status)
