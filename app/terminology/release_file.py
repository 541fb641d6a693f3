"""The release file beside a reference set: which refset, from where, how many members, and the hashes of its files.

A hash is the SHA-256 of the file's exact bytes. A changed file is refused until its new hash is written here, so that
nobody works from a list that was altered unnoticed.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.terminology.concept import InvalidConceptId, parse_concept_id
from app.terminology.faults import Fault
from app.terminology.refset import Release
from app.terminology.toml_text import TomlText

FILE: Final = "release.toml"
_TEXTS: Final = {
    "refset": ("id", "name", "label", "source", "licence"),
    "members": ("file", "sha256"),
    "rules": ("file", "sha256"),
    "usual_needs": ("file", "sha256"),
}
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_FILE_NAME: Final = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """What a release file says: the release, and of each of its three files the name and the hash."""

    release: Release
    members_file: str
    active_members: int
    rules_file: str
    rules_sha256: str
    usual_file: str
    usual_sha256: str


def release_from_toml(toml: TomlText) -> tuple[ReleaseFile | None, tuple[Fault, ...]]:
    """The release that `toml` describes, None when anything in it is wrong, and all that is wrong."""
    faults: list[Fault] = []
    texts: dict[str, str] = {}
    for section, keys in _TEXTS.items():
        for key in keys:
            value = toml.section(section).get(key)
            if isinstance(value, str) and value.strip():
                texts[f"{section}.{key}"] = value
                faults.extend(_faults_of_text(toml, section, key, value))
            else:
                faults.append(_missing(toml, section, key, "a text in quotation marks"))
    effective = toml.section("refset").get("effective")
    if not isinstance(effective, date) or isinstance(effective, datetime):
        faults.append(_missing(toml, "refset", "effective", "a date such as 2023-04-24, without quotation marks"))
        return None, tuple(faults)
    active = toml.section("members").get("active")
    if not isinstance(active, int) or isinstance(active, bool) or active < 1:
        faults.append(_missing(toml, "members", "active", "the number of active members"))
        return None, tuple(faults)
    if faults:
        return None, tuple(faults)
    return _release_file(texts, effective, active), ()


def hash_faults(toml: TomlText, section: str, stated: str, file: str, content: bytes) -> tuple[Fault, ...]:
    """A fault when `content` of `file` has another SHA-256 than `stated` under `[section]` of the release file."""
    actual = hashlib.sha256(content).hexdigest()
    if actual == stated:
        return ()
    what = f"{file} has changed since this release was written: its SHA-256 is {actual}."
    mend = "Restore the file; if the change is meant, write this hash here."
    return (toml.fault(section, "sha256", what, mend),)


def _release_file(texts: dict[str, str], effective: date, active: int) -> ReleaseFile:
    release = Release(
        refset=parse_concept_id(texts["refset.id"]),
        name=texts["refset.name"],
        label=texts["refset.label"],
        effective=effective,
        source=texts["refset.source"],
        licence=texts["refset.licence"],
        sha256=texts["members.sha256"],
    )
    return ReleaseFile(
        release,
        members_file=texts["members.file"],
        active_members=active,
        rules_file=texts["rules.file"],
        rules_sha256=texts["rules.sha256"],
        usual_file=texts["usual_needs.file"],
        usual_sha256=texts["usual_needs.sha256"],
    )


def _faults_of_text(toml: TomlText, section: str, key: str, value: str) -> tuple[Fault, ...]:
    if key == "sha256" and not _HASH.fullmatch(value):
        return (toml.fault(section, key, "the hash is not 64 hexadecimal digits.", "Write the SHA-256 in lower case."),)
    if key == "file" and not _FILE_NAME.fullmatch(value):
        mend = "Name a file that lies beside this one, without a folder."
        return (toml.fault(section, key, f"{value[:40]!r} is not the plain name of a file.", mend),)
    if key == "id":
        try:
            parse_concept_id(value)
        except InvalidConceptId as error:
            return (toml.fault(section, key, error.what, error.mend),)
    return ()


def _missing(toml: TomlText, section: str, key: str, form: str) -> Fault:
    return toml.fault(section, key, f"{key} under [{section}] is missing or of the wrong kind.", f"Write {form}.")
