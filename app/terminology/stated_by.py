"""Who may state a member: the rules' table of profession by topic and by concept.

``[stated_by.topics]``     "topic" = ["profession", …]: all members under this topic
``[stated_by.concepts]``   concept = ["profession", …]: this member alone, in place of what its topic says; [] leaves it
                           to the paediatrician

A paediatrician may state every member and is not listed. A profession is a word here: who the professions are is the
clinical core's affair. The table speaks of health conditions, technology dependencies and functional levels alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.faults import Fault
from app.terminology.named_concept import concept_named
from app.terminology.refset import ALWAYS, STATED_GROUPS, Group
from app.terminology.toml_text import TomlText

SECTION: Final = "stated_by"
_TOPICS: Final = f"{SECTION}.topics"
_CONCEPTS: Final = f"{SECTION}.concepts"
_MEND: Final = f"Its tables are [{_TOPICS}] and [{_CONCEPTS}]."
PROFESSION: Final = re.compile(r"[a-z]+(_[a-z]+)*")
"""How a profession is written, whichever there are."""


@dataclass(slots=True)
class StatedBy:
    """The professions listed for a topic, and those listed for a concept."""

    topics: dict[str, frozenset[str]] = field(default_factory=dict)
    concepts: dict[ConceptId, frozenset[str]] = field(default_factory=dict)

    def professions(self, concept: ConceptId, group: Group, topic: str) -> frozenset[str]:
        """Who may state this member: what its concept says, else its topic, and always `ALWAYS`."""
        if group not in STATED_GROUPS:
            return ALWAYS
        return ALWAYS | self.concepts.get(concept, self.topics.get(topic, frozenset()))


def stated_by_from_toml(toml: TomlText) -> tuple[StatedBy, tuple[Fault, ...]]:
    """The table in `toml` and all that is wrong with its form. It is complete only when there is no fault."""
    stated = StatedBy()
    faults: list[Fault] = []
    tables = toml.table.get(SECTION, {})
    if not isinstance(tables, dict):
        return stated, (toml.fault("", SECTION, f"{SECTION} is no table.", _MEND),)
    for name, table in tables.items():
        if name not in ("topics", "concepts") or not isinstance(table, dict):
            section = f"{SECTION}.{name}" if isinstance(table, dict) else SECTION
            faults.append(toml.fault(section, name, f"[{SECTION}] holds something unknown: {name[:40]!r}.", _MEND))
            continue
        for key, value in table.items():
            faults.extend(_read(toml, stated, name, key, value))
    return stated, tuple(faults)


def idle_entries(toml: TomlText, stated: StatedBy, filed: Mapping[ConceptId, tuple[Group, str]]) -> Iterator[Fault]:
    """A fault for each entry that speaks of no member it could speak of.

    `filed` holds group and topic of every concept that has a rule. A concept without one is not looked at.
    """
    topics = {topic for group, topic in filed.values() if group in STATED_GROUPS}
    words = "health condition, technology dependency or functional level"
    for topic in stated.topics:
        if topic not in topics:
            mend = "Write the topic exactly as its members do, or remove the line."
            yield toml.fault(_TOPICS, topic, f"no {words} has the topic {topic[:60]!r}.", mend)
    for concept in stated.concepts:
        if concept in filed and filed[concept][0] not in STATED_GROUPS:
            mend = "Professions are listed for these alone; remove the line."
            yield toml.fault(_CONCEPTS, concept, f"concept {concept} is no {words}.", mend)


def named_concepts(stated: StatedBy) -> Iterator[tuple[str, ConceptId]]:
    """(section, concept) of every concept the table names."""
    return ((_CONCEPTS, concept) for concept in stated.concepts)


def _read(toml: TomlText, stated: StatedBy, name: str, key: str, value: object) -> Iterator[Fault]:
    """Puts one entry of the table `name` into `stated`, or yields what is wrong with it."""
    section = f"{SECTION}.{name}"
    professions = _professions(toml, section, key, value)
    concept = concept_named(toml, section, key) if section == _CONCEPTS else None
    yield from (each for each in (concept, professions) if isinstance(each, Fault))
    if isinstance(professions, Fault) or isinstance(concept, Fault):
        return
    if concept is None:
        stated.topics[key] = professions
    else:
        stated.concepts[concept] = professions


def _professions(toml: TomlText, section: str, key: str, value: object) -> frozenset[str] | Fault:
    mend = 'Write ["speech_and_language_therapist", …]: lower-case words joined by _, each once.'
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return toml.fault(section, key, f"the entry of {key[:60]} is not a list of professions.", mend)
    for index, profession in enumerate(value):
        if not PROFESSION.fullmatch(profession):
            return toml.fault(section, key, f"{profession[:60]!r} is not written as a profession.", mend)
        if profession in value[:index]:
            return toml.fault(section, key, f"{profession[:60]!r} is listed twice.", "Remove one.")
    return frozenset(value)
