"""The rules beside a reference set: grouping, equivalents, one-of sets and marks, by concept.

They are ours and outlive a release: a new release replaces the members and keeps the rules. Sections of the file:

``[members]``            concept = { group, topic, counted = true, sensitive = false, prints = false }
``[equivalents]``        concept = [texts that clinicians type]
``[found_only_whole]``   concept = [texts of the member that find it only when typed in full]
``[one_of.key]``         words, and members in the order they are offered
``[stated_by]``          the professions that may state a topic or a concept; see `stated_by`
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.terminology.concept import ConceptId
from app.terminology.faults import Fault
from app.terminology.named_concept import concept_named
from app.terminology.refset import Group, OneOf
from app.terminology.stated_by import SECTION, StatedBy, idle_entries, named_concepts, stated_by_from_toml
from app.terminology.toml_text import TomlText
from app.terminology.wording import normalised

_GROUPS: Final = tuple(group for group in Group if group is not Group.UNGROUPED)
_MARKS: Final = {"counted": True, "sensitive": False, "prints": False}
_KEYS: Final = frozenset({"group", "topic", *_MARKS})
_SECTIONS: Final = frozenset({"members", "equivalents", "found_only_whole", "one_of", SECTION})

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class MemberRule:
    """What the rules say of one member; see `refset.Member`."""

    group: Group
    topic: str
    counted: bool
    sensitive: bool
    prints: bool


UNRULED: Final = MemberRule(Group.UNGROUPED, "", counted=False, sensitive=True, prints=False)
"""A member that no rule names yet is kept from counts, suggestions and print until somebody has looked at it."""


@dataclass(slots=True)
class Rules:
    """All rules of a file, filled section by section."""

    members: dict[ConceptId, MemberRule] = field(default_factory=dict)
    equivalents: dict[ConceptId, tuple[str, ...]] = field(default_factory=dict)
    found_only_whole: dict[ConceptId, tuple[str, ...]] = field(default_factory=dict)
    one_of: dict[str, OneOf] = field(default_factory=dict)
    stated_by: StatedBy = field(default_factory=StatedBy)


def rules_from_toml(toml: TomlText) -> tuple[Rules, tuple[Fault, ...]]:
    """The rules in `toml` and all that is wrong with them. They are complete only when there is no fault."""
    rules = Rules()
    faults: list[Fault] = []
    for name in toml.table:
        if name not in _SECTIONS:
            mend = f"The sections are {', '.join(sorted(_SECTIONS))}."
            faults.append(toml.fault(name, None, f"there is no section {name[:40]!r}.", mend))
    rules.members = _by_concept(toml, "members", _member_rule, faults)
    rules.equivalents = _by_concept(toml, "equivalents", _texts, faults)
    rules.found_only_whole = _by_concept(toml, "found_only_whole", _texts, faults)
    for key, value in toml.section("one_of").items():
        one_of = _one_of(toml, key, value)
        if isinstance(one_of, OneOf):
            rules.one_of[key] = one_of
        else:
            faults.extend(one_of)
    faults.extend(_shared_members(toml, rules.one_of))
    rules.stated_by, of_form = stated_by_from_toml(toml)
    # A member whose rule could not be read would make its topic look unknown too: one fault, told once.
    if not faults:
        filed = {concept: (rule.group, rule.topic) for concept, rule in rules.members.items()}
        faults.extend(idle_entries(toml, rules.stated_by, filed))
    faults.extend(of_form)
    return rules, tuple(faults)


def strangers(toml: TomlText, rules: Rules, known: Mapping[ConceptId, frozenset[str]]) -> Iterator[Fault]:
    """A fault for each rule that names a concept, or a text of a concept, which the file of members does not have.

    `known` holds the texts of every concept in that file, members that left included.
    """
    named: list[tuple[str, ConceptId]] = [("members", concept) for concept in rules.members]
    named += [("equivalents", concept) for concept in rules.equivalents]
    named += [("found_only_whole", concept) for concept in rules.found_only_whole]
    named += [(f"one_of.{key}", concept) for key, one_of in rules.one_of.items() for concept in one_of.members]
    named += named_concepts(rules.stated_by)
    for section, concept in named:
        if concept not in known:
            mend = "Correct the identifier, or remove the rule."
            yield toml.fault(section, concept, f"concept {concept} is not in the file of members.", mend)
    for concept, texts in rules.found_only_whole.items():
        theirs = known.get(concept, frozenset(texts)) | set(rules.equivalents.get(concept, ()))
        for text in texts:
            if text not in theirs:
                mend = "Write a label, short code or equivalent of it exactly as it stands."
                yield toml.fault("found_only_whole", concept, f"{text[:60]!r} is no text of {concept}.", mend)


def _by_concept(
    toml: TomlText, section: str, read: Callable[[TomlText, str, str, object], _Entry | Fault], faults: list[Fault]
) -> dict[ConceptId, _Entry]:
    """The sound entries of a section; what is wrong with the others is added to `faults`."""
    entries: dict[ConceptId, _Entry] = {}
    for key, value in toml.section(section).items():
        concept, entry = concept_named(toml, section, key), read(toml, section, key, value)
        faults.extend(each for each in (concept, entry) if isinstance(each, Fault))
        if not isinstance(concept, Fault) and not isinstance(entry, Fault):
            entries[concept] = entry
    return entries


def _member_rule(toml: TomlText, section: str, key: str, value: object) -> MemberRule | Fault:
    if not isinstance(value, dict):
        return toml.fault(section, key, f"the rule of {key[:20]} is not a table.", "Write { group = …, topic = … }.")
    marks = {mark: value.get(mark, default) for mark, default in _MARKS.items()}
    if value.get("group") not in _GROUPS:
        mend = f"The groups are {', '.join(_GROUPS)}."
        return toml.fault(section, key, f"{str(value.get('group'))[:40]!r} is not a group.", mend)
    if not isinstance(value.get("topic"), str) or not value["topic"].strip():
        return toml.fault(section, key, "the topic is missing.", "Write the heading the member stands under.")
    if value.keys() - _KEYS or not all(isinstance(mark, bool) for mark in marks.values()):
        mend = "Beside group and topic write counted, sensitive or prints, each true or false."
        return toml.fault(section, key, "the rule holds something unknown.", mend)
    if marks["sensitive"] and marks["prints"]:
        mend = "Remove one of the two marks."
        return toml.fault(section, key, "a sensitive member cannot print on the family's copy.", mend)
    return MemberRule(Group(value["group"]), value["topic"], **marks)


def _texts(toml: TomlText, section: str, key: str, value: object) -> tuple[str, ...] | Fault:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) for text in value):
        return toml.fault(section, key, f"the entry of {key[:20]} is not a list of texts.", 'Write ["…", "…"].')
    plain = [normalised(text) for text in value]
    if not all(plain):
        return toml.fault(section, key, "a text has neither letter nor digit.", "Write what a clinician types.")
    for index, text in enumerate(plain):
        if text in plain[:index]:
            mend = "Remove one; case, accents and hyphens make no difference."
            return toml.fault(section, key, f"{value[index][:60]!r} is listed twice.", mend)
    return tuple(value)


def _one_of(toml: TomlText, key: str, value: object) -> OneOf | tuple[Fault, ...]:
    section = f"one_of.{key}"
    words = value.get("words") if isinstance(value, dict) else None
    members = value.get("members") if isinstance(value, dict) else None
    if not isinstance(words, str) or not words.strip() or not isinstance(members, list) or len(members) < 2:
        mend = "Write words = “…” and members = [two concepts or more]."
        return (toml.fault(section, None, f"the one-of set {key[:40]} is not complete.", mend),)
    concepts = [concept_named(toml, section, member) for member in members]
    faults = [concept for concept in concepts if isinstance(concept, Fault)]
    sound = tuple(concept for concept in concepts if not isinstance(concept, Fault))
    for concept in sorted({concept for concept in sound if sound.count(concept) > 1}):
        faults.append(toml.fault(section, concept, f"concept {concept} is in the set twice.", "Remove one."))
    return tuple(faults) or OneOf(key, words, sound)


def _shared_members(toml: TomlText, sets: Mapping[str, OneOf]) -> Iterator[Fault]:
    owners: dict[ConceptId, str] = {}
    for key, one_of in sets.items():
        for concept in one_of.members:
            owner = owners.setdefault(concept, key)
            if owner != key:
                what = f"concept {concept} is in the one-of set {owner} already."
                yield toml.fault(f"one_of.{key}", concept, what, "A member belongs to one set only.")
