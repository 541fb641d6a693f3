"""What the routes of the FHIR API work with, and the address at which they are reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.access.client_tokens import TokenDesk
from app.fhir.discovery import BASE_PATH
from app.fhir.mapping.looking import Resource
from app.fhir.reading.published import Published
from app.fhir.reading.reader import Reader
from app.fhir.reading.released import Reports
from app.fhir.reading.searching import Searcher
from app.fhir.receiving.receiver import Receiver
from app.fhir.structure.limits import Limits
from app.fhir.structure.r4 import R4
from app.fhir.terminology.in_use import KnownInUse
from app.settings import Settings
from app.web.calls import Call


@dataclass(frozen=True, slots=True)
class FhirDoor:
    """The use cases behind the routes.

    `known` is the terminology in use, `r4` judges what is received, `now` gives the instant (UTC). `receiver` records,
    `reader` and `searcher` read, `published` is what belongs to no organisation, `reports` what was released;
    `capability` and `openapi` say what is here, for an address. `public_address` is where systems reach the service,
    without a path; when it is empty, they reach it where they say.
    """

    tokens: TokenDesk
    known: KnownInUse
    r4: R4
    receiver: Receiver
    reader: Reader
    searcher: Searcher
    published: Published
    reports: Reports
    capability: Callable[[str], Resource]
    openapi: Callable[[str], Resource]
    now: Callable[[], datetime]
    public_address: str
    https: bool

    def base(self, call: Call) -> str:
        """The base of the FHIR API: `https://everyneed.example.nhs.uk/fhir/R4`."""
        return self.address(call) + BASE_PATH

    def address(self, call: Call) -> str:
        """Where the service is reached, without a path: `https://everyneed.example.nhs.uk`."""
        if self.public_address:
            return self.public_address
        return f"{'https' if self.https else 'http'}://{call.headers.get('host', '')}"


def fhir_limits(settings: Settings) -> Limits:
    """How large what is sent may be, by the settings."""
    return Limits(settings.fhir_most_bytes, settings.fhir_deepest, settings.fhir_most_entries)
