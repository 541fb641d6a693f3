"""What came in over the FHIR API, and what is answered, without the words of a web framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256

from app.access.clients import AdmittedSystem
from app.fhir.content import etag, json_of
from app.fhir.outcomes import operation_outcome, status_of
from app.fhir.structure.problems import Problem, Severity


class Preference(StrEnum):
    """What a sender wants back of what it wrote (RFC 7240, `return`, and R4, http, 3.1.0.1.11)."""

    MINIMAL = "minimal"
    REPRESENTATION = "representation"
    OUTCOME = "OperationOutcome"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that writes: by which system, its body, our address with its path, and what it prefers.

    `key` is the Idempotency-Key it was sent under; `prefer` is None where it says nothing.
    """

    system: AdmittedSystem
    body: bytes
    base: str
    key: str | None = None
    prefer: Preference | None = None

    @property
    def digest(self) -> bytes:
        """The SHA-256 (32 bytes) of the body."""
        return sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTTP status, the JSON of a resource (empty for none), and headers."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def refused(problems: tuple[Problem, ...], status: int | None = None) -> Reply:
    """The answer to what cannot be accepted: one OperationOutcome with every problem, what refuses it first."""
    told = sorted(problems, key=lambda each: each.severity is not Severity.ERROR)
    return Reply(status if status is not None else status_of(problems), json_of(operation_outcome(*told)))


def version_headers(version: int, at: datetime, location: str | None = None) -> dict[str, str]:
    """ETag and Last-Modified of a version that holds since an instant (aware), and where it is."""
    headers = {"etag": etag(version), "last-modified": http_date(at)}
    return {**headers, "location": location} if location is not None else headers


def http_date(at: datetime) -> str:
    """An instant (aware) as HTTP writes it, to the second (RFC 9110, section 5.6.7)."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
