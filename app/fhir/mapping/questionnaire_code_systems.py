"""The service's own lists as CodeSystem resources, so that the codes of what is sent can be looked up."""

from functools import cache
from typing import Final

from app.clinical.catalogue import CATALOGUE
from app.fhir.mapping.listed_codes import list_name, lists, systems_of, title_of, wording_of
from app.fhir.mapping.looking import Resource
from app.fhir.systems import code_system_url

_NOT_SENT: Final = frozenset({"safeguarding_check"})
"""Lists of what is not sent to other systems."""

LISTED_ELSEWHERE: Final = ("professional.occupation_code",)
"""Items with a code system here whose codes the NHS lists elsewhere."""


@cache
def code_systems() -> tuple[Resource, ...]:
    """Every list as a CodeSystem, in the order of the catalogue; `id` ends its url. Not to be changed."""
    complete = (_complete(name) for name in lists() if name not in _NOT_SENT)
    return (*complete, *(_head(name, "not-present") for name in LISTED_ELSEWHERE))


def _complete(name: str) -> Resource:
    concepts = [
        {"code": code, "display": words} if words else {"code": code} for code, words in wording_of(name).items()
    ]
    return {**_head(name, "complete"), "count": len(concepts), "concept": concepts}


def _head(name: str, content: str) -> Resource:
    url = code_system_url(name)
    answered = [each.key for each in CATALOGUE if list_name(each) == name] or [name]
    said = f"Answers of {', '.join(answered)}."
    others = sorted(systems_of(name) - {url}) if name in lists() else []
    if others:
        said += f" The same codes are understood in {', '.join(others)}."
    return {
        "resourceType": "CodeSystem",
        "id": url.rpartition("/")[2],
        "url": url,
        "name": "".join(part.capitalize() for part in url.rpartition("/")[2].split("-")),
        "title": title_of(name),
        "status": "active",
        "description": said,
        "caseSensitive": True,
        "content": content,
    }
