"""What the routes of the FHIR API work with, and the address at which they are reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.access.client_tokens import TokenDesk
from app.fhir.structure.r4 import R4
from app.fhir.terminology.in_use import KnownInUse
from app.web.calls import Call


@dataclass(frozen=True, slots=True)
class FhirDoor:
    """The use cases behind the routes.

    `known` is the terminology in use, `r4` judges what is received, `now` gives the instant (UTC). `public_address` is
    where systems reach the service, without a path; when it is empty, they reach it where they say.
    """

    tokens: TokenDesk
    known: KnownInUse
    r4: R4
    now: Callable[[], datetime]
    public_address: str
    https: bool

    def address(self, call: Call) -> str:
        """Where the service is reached, without a path: `https://everyneed.example.nhs.uk`."""
        if self.public_address:
            return self.public_address
        return f"{'https' if self.https else 'http'}://{call.headers.get('host', '')}"
