"""Reads the files of a reference set from a folder, all of them or none.

The folder holds `release.toml`, which names the files of members, rules and usual needs beside it. Every fault in the
four files is reported at once, with file, line and how to mend it; a folder with a fault is not loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.faults import MOST_FAULTS, Fault, RefsetFault
from app.terminology.members_file import MemberRow, read_members
from app.terminology.refset import Group, Member, OneOf, Refset, Term, TermKind
from app.terminology.release_file import FILE, ReleaseFile, hash_faults, release_from_toml
from app.terminology.rules_file import UNRULED, Rules, rules_from_toml, strangers
from app.terminology.toml_text import TomlText, read_toml
from app.terminology.usual_file import Usual, unfit, usual_from_toml

__all__ = ["Fault", "RefsetFault", "check_refset", "describe", "load_refset"]

_LARGEST_FILE: Final = 64 * 1024 * 1024


def load_refset(folder: Path) -> Refset:
    """The reference set whose `release.toml` lies in `folder`.

    Raises RefsetFault, with every fault found, unless all files are sound and agree with one another.
    """
    refset, faults = _read(folder)
    if refset is None:
        raise RefsetFault(faults)
    return refset


def check_refset(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the reference set in `folder`, at most `MOST_FAULTS` faults; empty when it can be loaded."""
    return tuple(_read(folder)[1][:MOST_FAULTS])


def describe(refset: Refset) -> str:
    """What a person checking a loaded reference set wants to read, in a few lines.

    That all check digits are valid needs no second look: no `ConceptId` of a loaded set comes by any other way.
    """
    release = refset.release
    groups = [(group.words, len(refset.in_group(group))) for group in Group]
    return "\n".join(
        (
            f"{len(refset)} active members, all check digits valid",
            f"{release.name}, {release.refset}",
            f"{release.label}, {release.effective:%d %B %Y}, SHA-256 {release.sha256[:12]}…",
            "; ".join(f"{words} {count}" for words, count in groups if count),
            f"usual needs for {len(refset.usual)} professions",
        )
    )


def _read(folder: Path) -> tuple[Refset | None, list[Fault]]:
    content = _content(folder, FILE)
    toml = content if isinstance(content, Fault) else read_toml(FILE, content)
    if isinstance(toml, Fault):
        return None, [toml]
    release, faults = release_from_toml(toml)
    if release is None:
        return None, list(faults)
    names = (release.members_file, release.rules_file, release.usual_file)
    contents = [_content(folder, name) for name in names]
    absent = [content for content in contents if isinstance(content, Fault)]
    if absent:
        return None, absent
    return _assembled(toml, release, *(content for content in contents if isinstance(content, bytes)))


def _assembled(
    toml: TomlText, release: ReleaseFile, members: bytes, rules: bytes, usual: bytes
) -> tuple[Refset | None, list[Fault]]:
    rows, row_faults = read_members(release.members_file, members)
    every = [*row_faults, *_count_faults(release, rows, row_faults)]
    every += hash_faults(toml, "members", release.release.sha256, release.members_file, members)
    ruled, rule_faults = _ruled(release, rows, rules, rows_sound=not row_faults)
    every += rule_faults
    every += hash_faults(toml, "rules", release.rules_sha256, release.rules_file, rules)
    # What is wrong with members or rules would make the needs they speak of look wrong too: one fault, told once.
    needs, usual_faults = _usual(release, usual, None if every else _sensitivity(rows, ruled))
    every += usual_faults
    every += hash_faults(toml, "usual_needs", release.usual_sha256, release.usual_file, usual)
    return (None, every) if every else (_refset(release, rows, ruled, needs), [])


def _ruled(
    release: ReleaseFile, rows: Sequence[MemberRow], content: bytes, *, rows_sound: bool
) -> tuple[Rules, list[Fault]]:
    toml = read_toml(release.rules_file, content)
    if isinstance(toml, Fault):
        return Rules(), [toml]
    rules, faults = rules_from_toml(toml)
    # A row that could not be read would make every rule that names it look wrong too: one fault, told once.
    known = {row.concept: frozenset(_texts(row)) for row in rows}
    return rules, [*faults, *(strangers(toml, rules, known) if rows_sound else ())]


def _usual(
    release: ReleaseFile, content: bytes, sensitivity: Mapping[ConceptId, bool] | None
) -> tuple[Usual, list[Fault]]:
    toml = read_toml(release.usual_file, content)
    if isinstance(toml, Fault):
        return {}, [toml]
    usual, faults = usual_from_toml(toml)
    return usual, [*faults, *(() if sensitivity is None else unfit(toml, usual, sensitivity))]


def _sensitivity(rows: Sequence[MemberRow], rules: Rules) -> Mapping[ConceptId, bool]:
    return {row.concept: rules.members.get(row.concept, UNRULED).sensitive for row in rows if row.active}


def _content(folder: Path, file: str) -> bytes | Fault:
    path = folder / file
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return Fault(
                file, None, "the file is larger than 64 MB.", "A reference set is far smaller; check the file."
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        mend = "Put the file there, or correct the folder or the name."
        return Fault(file, None, f"the file cannot be read from {folder.name!r}: {reason}.", mend)


def _count_faults(release: ReleaseFile, rows: Sequence[MemberRow], faults: Sequence[Fault]) -> tuple[Fault, ...]:
    active = sum(row.active for row in rows)
    if faults or active == release.active_members:
        return ()
    last = rows[-1].line if rows else 1
    what = f"the file has {active} active members and {FILE} states {release.active_members}."
    return (Fault(release.members_file, last, what, "Restore the file; if the change is meant, correct the number."),)


def _texts(row: MemberRow) -> Iterator[str]:
    return (text for text in (row.preferred_term, row.clinic_label, row.short_code, row.fully_specified_name) if text)


def _refset(release: ReleaseFile, rows: Sequence[MemberRow], rules: Rules, usual: Usual) -> Refset:
    active = {row.concept: row for row in rows if row.active}
    one_of = {
        key: OneOf(key, each.words, tuple(concept for concept in each.members if concept in active))
        for key, each in rules.one_of.items()
    }
    places = {concept: (key, position) for key, each in one_of.items() for position, concept in enumerate(each.members)}
    members = {concept: _member(row, rules, *places.get(concept, (None, 0))) for concept, row in active.items()}
    return Refset(release.release, members, {key: each for key, each in one_of.items() if each.members}, usual)


def _member(row: MemberRow, rules: Rules, one_of: str | None, position: int) -> Member:
    rule = rules.members.get(row.concept, UNRULED)
    return Member(
        concept=row.concept,
        preferred_term=row.preferred_term,
        fully_specified_name=row.fully_specified_name or None,
        group=rule.group,
        topic=rule.topic,
        terms=tuple(_terms(row, rules)),
        counted=rule.counted,
        sensitive=rule.sensitive,
        printable=rule.prints,
        one_of=one_of,
        position=position,
        stated_by=rules.stated_by.professions(row.concept, rule.group, rule.topic),
    )


def _terms(row: MemberRow, rules: Rules) -> Iterator[Term]:
    whole = rules.found_only_whole.get(row.concept, ())
    texts = (
        (row.preferred_term, TermKind.PREFERRED),
        (row.clinic_label, TermKind.CLINIC_LABEL),
        *((text, TermKind.EQUIVALENT) for text in rules.equivalents.get(row.concept, ())),
        (row.short_code, TermKind.SHORT_CODE),
        (row.fully_specified_name, TermKind.FULLY_SPECIFIED),
    )
    return (Term(text, kind, whole=text in whole) for text, kind in texts if text)
