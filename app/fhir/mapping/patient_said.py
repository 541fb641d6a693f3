"""What single places of a Patient say of a fact of the child, and since when and until when they say so."""

from dataclasses import dataclass
from datetime import date

from app.clinical.answer_values import as_kept
from app.clinical.catalogue import fact_qualifier_fault, fact_value_fault, item
from app.clinical.child import FactAnswer, FactKind
from app.fhir.mapping.looking import Resource, whole_date


@dataclass(frozen=True, slots=True)
class Said:
    """What one place of a resource says of a fact. `answer` None says nothing but since when and until when."""

    kind: FactKind
    path: str
    answer: FactAnswer | None
    value: str | None = None
    since: date | None = None
    until: date | None = None
    qualifier: str | None = None

    def ended(self, today: date) -> bool:
        """Whether it is said of the past."""
        return self.until is not None and self.until < today


def period_of(value: Resource) -> tuple[date | None, date | None]:
    """Start and end of an element's `period`, where they are as precise as a day."""
    period = value.get("period")
    return (
        (whole_date(period.get("start")), whole_date(period.get("end"))) if isinstance(period, dict) else (None, None)
    )


def ended(value: Resource, today: date) -> bool:
    """Whether the period of an element is over."""
    until = period_of(value)[1]
    return until is not None and until < today


def with_period(made: Resource, since: date | None, until: date | None) -> Resource:
    """An element with its period, if it has any."""
    period = {name: day.isoformat() for name, day in (("start", since), ("end", until)) if day is not None}
    return {**made, "period": period} if period else made


def value_said(kind: FactKind, text: object) -> str | None:
    """A text as the value of a fact in the form in which it is kept; None when it is none of its answers."""
    if not isinstance(text, str):
        return None
    try:
        value = as_kept(item(f"fact.{kind.value}"), text)
    except ValueError:
        return None
    return value if fact_value_fault(kind, value) is None else None


def qualifier_said(kind: FactKind, text: object) -> str | None:
    """A text as the code that goes with the value of a fact; None when it is none of its answers."""
    return text if isinstance(text, str) and fact_qualifier_fault(kind, text) is None else None
