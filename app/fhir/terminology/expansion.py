"""ValueSet/$expand of the implicit value sets of SNOMED CT (HL7 FHIR R4 4.0.1, ValueSet, operation expand).

With a filter, concepts come in the order of the service's own search; without, by identifier.
"""

from datetime import datetime
from typing import Final

from app.fhir.terminology.implicit_sets import implicit_set
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.lookup import use
from app.fhir.terminology.pages import Found, Page, page_of
from app.fhir.terminology.parameters import SYSTEM, IssueCode, Problem, Resource, valued

DEFAULT_COUNT: Final = 20
MOST_ON_A_PAGE: Final = 1_000


def expand(
    known: KnownTerminology,
    url: str,
    at: datetime,
    *,
    filter_text: str = "",
    count: int = DEFAULT_COUNT,
    offset: int = 0,
) -> Resource | Problem:
    """The ValueSet with its expansion: `count` concepts, at most MOST_ON_A_PAGE, from `offset` on.

    `at` is the moment of the expansion, with its time zone. `count` 0 asks for the total alone, which is left out where
    a filter finds too many to count. A Problem when the value set is not known, a number is not in range, or the
    constraint in the URL cannot be read.
    """
    meant = implicit_set(url, known.versions)
    if isinstance(meant, Problem):
        return meant
    for name, number in (("count", count), ("offset", offset)):
        if number < 0:
            return Problem(IssueCode.VALUE, f"The {name} must be 0 or more.", name)
    count = min(count, MOST_ON_A_PAGE)
    page = page_of(known, meant, filter_text, slice(offset, offset + count))
    if isinstance(page, Problem):
        return page
    expansion = {
        "timestamp": at.isoformat(timespec="seconds"),
        **({} if page.total is None else {"total": page.total}),
        "offset": offset,
        "parameter": _parameters(known, filter_text, count),
        **_contains(known, page),
    }
    return {"resourceType": "ValueSet", "url": url, "status": "active", "expansion": expansion}


def _parameters(known: KnownTerminology, filter_text: str, count: int) -> list[Resource]:
    """What the expansion was made by; each is a name and a value, as in Parameters."""
    given = (
        valued("version", "Uri", None if known.version is None else f"{SYSTEM}|{known.version}"),
        valued("filter", "String", filter_text if filter_text.strip() else None),
        valued("count", "Integer", count),
    )
    return [each for each in given if each is not None]


def _contains(known: KnownTerminology, page: Page) -> Resource:
    """The concepts; nothing for none, as FHIR's JSON has no empty lists."""
    return {"contains": [_contained(known, each) for each in page.found]} if page.found else {}


def _contained(known: KnownTerminology, found: Found) -> Resource:
    concept = known.concept(found.concept)
    display = known.display(found.concept)
    inactive: Resource = {"inactive": True} if concept is not None and concept.active is False else {}
    designation: Resource = {}
    if found.term and found.term != display:
        designation = {"designation": [_designation(found.term, found.full)]}
    return {"system": SYSTEM, **inactive, "code": str(found.concept), "display": display, **designation}


def _designation(term: str, full: bool | None) -> Resource:
    of_snomed: Resource = {} if full is None else {"use": use(full)}
    return {"language": "en", **of_snomed, "value": term}
