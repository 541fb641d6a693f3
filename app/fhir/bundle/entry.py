"""What one entry of a bundle, or one request by itself, asks to be written (FHIR R4, http.html#trules)."""

from dataclasses import dataclass
from enum import StrEnum

from app.fhir.mapping.looking import Resource
from app.fhir.ports import SystemAndValue
from app.identity import Identity


class Method(StrEnum):
    """What is done. Reads are answered in a batch alone; nothing is deleted or patched."""

    POST = "POST"
    PUT = "PUT"
    GET = "GET"


class BundleKind(StrEnum):
    """The types of Bundle that are taken, by their codes: one unit, each entry by itself, or a message."""

    TRANSACTION = "transaction"
    BATCH = "batch"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Criteria:
    """The condition of a conditional create, update or reference: resources of a type with one of these identifiers.

    Only `identifier=system|value` and `_id` identify; anything else is refused where the condition is read. Equal
    conditions are equal values, whatever their spelling.
    """

    type: str
    identifier: SystemAndValue | None = None
    id: Identity | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, judged: `place` is where it is (`Bundle.entry[3]`), `resource` what is to be written, as received.

    `id` is the one a PUT names, `criteria` the condition of a conditional PUT or of `ifNoneExist`, `if_match` the
    version a PUT expects. `url` is what a GET asks for. `resource` is empty for a GET.
    """

    index: int
    place: str
    full_url: str | None
    method: Method
    type: str
    resource: Resource
    id: Identity | None = None
    criteria: Criteria | None = None
    if_match: int | None = None
    url: str = ""

    @property
    def resource_place(self) -> str:
        """Where the resource is."""
        return f"{self.place}.resource" if self.place.startswith("Bundle") else self.place
