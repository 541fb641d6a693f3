"""How sure one is that the child has the need, and who may be.

FHIR R4's verificationStatus says it of a Condition. Where no element does, our extension says it, and where nothing
does, it follows from who says so: a clinician diagnoses, and everybody else reports. What a profession may not diagnose
is reported by it (`app.clinical.entitlement`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.clinical.entitlement import may_diagnose
from app.clinical.needs import Certainty, SaidBy
from app.fhir.mapping.given import NeedChange
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.need_concepts import NeedConcept
from app.fhir.mapping.need_source import Said
from app.terminology.refset import Refset

VERIFICATION: Final[Mapping[Certainty, str]] = MappingProxyType(
    {
        Certainty.DIAGNOSED: "confirmed",
        Certainty.SUSPECTED: "provisional",
        Certainty.REPORTED: "unconfirmed",
        Certainty.EXCLUDED: "refuted",
    }
)
"""What verificationStatus is for a certainty."""

_VERIFIED: Final[Mapping[str, Certainty]] = MappingProxyType(
    {
        "confirmed": Certainty.DIAGNOSED,
        "provisional": Certainty.SUSPECTED,
        "differential": Certainty.SUSPECTED,
        "unconfirmed": Certainty.SUSPECTED,
    }
)

_THAT_IT_IS: Final = frozenset({Certainty.DIAGNOSED, Certainty.SUSPECTED, Certainty.REPORTED})


@dataclass(frozen=True, slots=True)
class Held:
    """How sure one is. `unless_already`: of these certainties, one that the need already has stays as it is."""

    certainty: Certainty
    unless_already: frozenset[Certainty] = frozenset()


def verified(status: str | None, extended: Certainty | None) -> Certainty | None:
    """The certainty that verificationStatus states, more exactly so where our extension agrees with it.

    None when neither states one.
    """
    if status is None or status == "entered-in-error":
        return extended
    if extended is not None and VERIFICATION[extended] == status:
        return extended
    return _VERIFIED.get(status)


def held(
    stated: Certainty | None,
    which: NeedConcept,
    said: Said,
    *,
    change: NeedChange,
    refset: Refset,
    findings: Findings,
) -> Held:
    """The certainty to record. A certainty that is not stated does not change one that is known already."""
    certainty = stated or _usual(said)
    if change is NeedChange.PRESENT and not _entitled(certainty, which, said, refset):
        if stated is not None:
            _tell(said, findings)
            return Held(Certainty.REPORTED, frozenset({Certainty.DIAGNOSED}))
        certainty = Certainty.REPORTED
    return Held(certainty, _THAT_IT_IS if stated is None else frozenset())


def _usual(said: Said) -> Certainty:
    return Certainty.DIAGNOSED if said.named is SaidBy.CLINICIAN else Certainty.REPORTED


def _entitled(certainty: Certainty, which: NeedConcept, said: Said, refset: Refset) -> bool:
    if said.by is not SaidBy.CLINICIAN or certainty is not Certainty.DIAGNOSED or which.concept is None:
        return True
    return may_diagnose(said.profession, refset.known(which.concept))


def _tell(said: Said, findings: Findings) -> None:
    who = said.profession.words.lower() if said.profession is not None else "none was sent"
    findings.warn(
        "",
        f"The profession of who says it ({who}) may not diagnose it: it is recorded as reported, unless the child's "
        "record has it as diagnosed already.",
    )
