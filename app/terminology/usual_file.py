"""The usual needs beside a reference set: what a form offers unticked to each profession before it has learned better.

Sections of the file: ``[profession]`` with ``needs = [concept, …]`` in the order they are offered. A profession is a
word here: who the professions are is the clinical core's affair.
"""

from collections.abc import Iterator, Mapping

from app.terminology.concept import ConceptId
from app.terminology.faults import Fault
from app.terminology.named_concept import concept_named
from app.terminology.stated_by import PROFESSION
from app.terminology.toml_text import TomlText

Usual = Mapping[str, tuple[ConceptId, ...]]


def usual_from_toml(toml: TomlText) -> tuple[Usual, tuple[Fault, ...]]:
    """The usual needs in `toml` by profession and all that is wrong with their form; complete without a fault only."""
    usual: dict[str, tuple[ConceptId, ...]] = {}
    faults: list[Fault] = []
    for profession, value in toml.table.items():
        if not PROFESSION.fullmatch(profession):
            what = f"{profession[:60]!r} is not written as a profession."
            faults.append(toml.fault(profession, None, what, "Write lower-case words joined by _."))
        needs = _needs(toml, profession, value)
        if isinstance(needs, Fault):
            faults.append(needs)
            continue
        concepts = [concept_named(toml, profession, need) for need in needs]
        faults += [concept for concept in concepts if isinstance(concept, Fault)]
        usual[profession] = tuple(concept for concept in concepts if not isinstance(concept, Fault))
        faults += _repeated(toml, profession, usual[profession])
    return usual, tuple(faults)


def unfit(toml: TomlText, usual: Usual, offered: Mapping[ConceptId, bool]) -> Iterator[Fault]:
    """A fault for each need that may not be offered unasked.

    `offered` holds every active member, and whether it is sensitive.
    """
    for profession, concepts in usual.items():
        for concept in concepts:
            if concept not in offered:
                mend = "Correct the identifier, or remove the line."
                yield toml.fault(profession, concept, f"concept {concept} is no active member.", mend)
            elif offered[concept]:
                what = f"concept {concept} is sensitive, or is not grouped yet, and is never offered unasked."
                yield toml.fault(profession, concept, what, "Remove the line.")


def _needs(toml: TomlText, profession: str, value: object) -> list[object] | Fault:
    needs = value.get("needs") if isinstance(value, dict) else None
    if not isinstance(value, dict) or value.keys() != {"needs"} or not isinstance(needs, list) or not needs:
        what = f"the section of {profession[:60]} does not hold a list of needs, and that alone."
        return toml.fault(profession, None, what, "Write needs = [one concept or more].")
    return needs


def _repeated(toml: TomlText, profession: str, concepts: tuple[ConceptId, ...]) -> Iterator[Fault]:
    for concept in sorted({concept for concept in concepts if concepts.count(concept) > 1}):
        yield toml.fault(profession, concept, f"concept {concept} is listed twice.", "Remove one.")
