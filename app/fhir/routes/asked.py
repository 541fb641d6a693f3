"""The parameters of an operation as they were sent: in the address, or as a Parameters resource in the body."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.structure.r4 import R4
from app.web.calls import Call

LIMITS: Final = Limits(octets=65_536, depth=20, entries=50, contained=0)
_JSON: Final = frozenset({"application/fhir+json", "application/json"})
_CODINGS: Final[Mapping[str, str]] = {"coding": "code", "codingA": "codeA", "codingB": "codeB"}
"""Parameters that give a Coding in place of a code, and the code's own name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The texts of the parameters by name, each as often as it was sent."""

    texts: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """The text of a parameter; "" when it was not sent."""
        return self.texts.get(name, ("",))[0]

    def number(self, name: str, default: int) -> int | Problem:
        """The whole number of a parameter, or what is wrong with it."""
        text = self.text(name)
        if not text:
            return default
        if text.isascii() and text.isdigit() and len(text) <= 9:
            return int(text)
        return Problem(IssueType.VALUE, name, f"The {name} is not a whole number. Send digits alone.")


def asked(call: Call, r4: R4) -> Asked | tuple[Problem, ...]:
    """What a call asks: of GET its query, of POST its body, which is judged as a Parameters resource first."""
    if call.method == "GET":
        names = dict.fromkeys(call.query_params.keys())
        return Asked({name: tuple(call.query_params.getlist(name)) for name in names})
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        what = "The body is not said to be FHIR JSON. Send the Content-Type application/fhir+json."
        return (Problem(IssueType.NOT_SUPPORTED, "", what),)
    found = checked(call.content, r4, limits=LIMITS, accepted=frozenset({"Parameters"}))
    if not isinstance(found, Checked):
        return found
    texts: dict[str, tuple[str, ...]] = {}
    for name, text in _texts(found.resource):
        texts[name] = (*texts.get(name, ()), text)
    return Asked(texts)


def _texts(resource: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in resource.get("parameter", ()):
        name = parameter["name"]
        if "valueCoding" in parameter:
            coding = parameter["valueCoding"]
            yield _CODINGS.get(name, name), coding.get("code", "")
            yield from ((key, coding[key]) for key in ("system", "display") if key in coding)
            continue
        value = next((value for key, value in parameter.items() if key.startswith("value")), None)
        if isinstance(value, bool):
            yield name, str(value).lower()
        elif isinstance(value, str | int):
            yield name, str(value)
