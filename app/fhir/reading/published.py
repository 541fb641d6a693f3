"""What the service publishes for every system: the booking-out Questionnaire, and the code lists that it and released
reports name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.errors import NotFound
from app.fhir.content import json_of
from app.fhir.exchange import Reply, refused
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_code_systems import report_code_systems
from app.fhir.mapping.questionnaire import questionnaire
from app.fhir.mapping.questionnaire_code_systems import code_systems
from app.fhir.report_ports import ReportWords
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.terminology.in_use import KnownInUse

_SEARCHED_BY: Final = ("_id", "url", "name")
_LEFT_OUT: Final = frozenset({"_format", "_count", "_summary"})


@dataclass(frozen=True, slots=True)
class Published:
    """The published resources, drawn from the reference set in use and the cards of measures, which `words` gives;
    `started` is since when they stand as they are."""

    known: KnownInUse
    started: datetime
    words: Callable[[], ReportWords]

    def answer(self, type_name: str, id_text: str | None, asked: Mapping[str, str], base: str) -> Reply:
        """One resource by its id, or those that a search by `_id`, `url` or `name` asks for.

        Raises:
            NotFound: there is none with this id.
        """
        if id_text is None:
            return found_among(list(self._resources(type_name)), asked, base)
        for each in self._resources(type_name):
            if each["id"] == id_text:
                return Reply(200, json_of(each))
        raise NotFound("There is no such resource. Search its type to see what there is.")

    def _resources(self, type_name: str) -> Iterator[Resource]:
        if type_name == "Questionnaire":
            yield questionnaire(self.known.now.refset)
        elif type_name == "CodeSystem":
            yield from code_systems()
            yield from report_code_systems(self.words())


def found_among(held: list[Resource], asked: Mapping[str, str], base: str) -> Reply:
    """Those of the resources that a search by `_id`, `url` or `name` asks for, all on one page."""
    unknown = next((name for name in asked if name not in _SEARCHED_BY and name not in _LEFT_OUT), None)
    if unknown is not None:
        said = f"{unknown} is not searched by here. Use _id, url or name."
        return refused((Problem(IssueType.NOT_SUPPORTED, unknown, said),))
    wanted = {name.lstrip("_"): text for name, text in asked.items() if name in _SEARCHED_BY}
    fits = [each for each in held if all(each.get(name) == text for name, text in wanted.items())]
    entries = [
        {"fullUrl": f"{base}/{each['resourceType']}/{each['id']}", "resource": each, "search": {"mode": "match"}}
        for each in fits
    ]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(fits)}
    return Reply(200, json_of({**bundle, "entry": entries} if entries else bundle))
