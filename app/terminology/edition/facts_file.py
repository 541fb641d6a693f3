"""The facts of an edition as the JSON of `release.json`, both ways; nothing but what was written is read back."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, TypeVar

from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.edition.columns import ColumnFile
from app.terminology.edition.damage import EditionDamaged
from app.terminology.edition.facts import FORMAT, EditionCounts, EditionFacts, key_of
from app.terminology.rf2.snapshot import FileRead, ModuleVersion

FILE: Final = "release.json"

_Value = TypeVar("_Value")

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_COLUMN: Final = re.compile(r"[a-z]+\.[a-z_]+\.npy")


class _Wrong(ValueError):
    """An entry is not as it is written: the message says which and how."""


def facts_to_json(facts: EditionFacts) -> str:
    """The text of `release.json`. Identifiers are text, for other programs round long numbers."""
    told = {
        "format": facts.format,
        "key": facts.key,
        "label": facts.label,
        "edition": str(facts.edition),
        "effective": facts.effective.isoformat(),
        "counts": {field.name: getattr(facts.counts, field.name) for field in fields(EditionCounts)},
        "languages": [str(each) for each in facts.languages],
        "modules": [
            {
                "module": str(each.module),
                "effective": each.effective,
                "on": str(each.on),
                "on_effective": each.on_effective,
            }
            for each in facts.modules
        ],
        "files": [{"name": each.name, "what": each.what, "rows": each.rows, "used": each.used} for each in facts.files],
        "columns": [{"name": each.name, "sha256": each.sha256, "size": each.size} for each in facts.columns],
        "notes": list(facts.notes),
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def facts_from_json(text: str) -> EditionFacts:
    """The facts in the text of a `release.json`.

    Raises EditionDamaged when the text is anything but what `facts_to_json` writes, or tells of another format.
    """
    try:
        return _facts(_table(json.loads(text), "the file"))
    except _Wrong as wrong:
        raise EditionDamaged(FILE, str(wrong)) from wrong
    except (json.JSONDecodeError, RecursionError) as error:
        raise EditionDamaged(FILE, "it is not JSON.") from error


def _facts(told: Mapping[str, object]) -> EditionFacts:
    if told.get("format") != FORMAT:
        raise _Wrong(f"it tells of format {str(told.get('format'))[:20]}, and this program reads format {FORMAT}.")
    _exactly(told, [field.name for field in fields(EditionFacts)], "the file")
    counts = _table(told["counts"], "counts")
    names = [field.name for field in fields(EditionCounts)]
    _exactly(counts, names, "counts")
    facts = EditionFacts(
        key=_text(told["key"], "key"),
        label=_text(told["label"], "label"),
        edition=_concept(told["edition"], "edition"),
        effective=_day(told["effective"], "effective"),
        counts=EditionCounts(**{name: _number(counts[name], name) for name in names}),
        languages=_each(told["languages"], "languages", _concept),
        modules=_each(told["modules"], "modules", _module),
        files=_each(told["files"], "files", _file),
        columns=_each(told["columns"], "columns", _column),
        notes=_each(told["notes"], "notes", _text),
    )
    if facts.key != key_of(facts.columns):
        raise _Wrong("its key is not that of the files it lists.")
    return facts


def _table(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _Wrong(f"{what} is no table.")
    return value


def _exactly(table: Mapping[str, object], names: Sequence[str], what: str) -> None:
    if table.keys() != set(names):
        strange = sorted(table.keys() ^ set(names))
        raise _Wrong(f"{what} lacks or has too much: {', '.join(strange)[:80]}.")


def _each(value: object, what: str, one: Callable[[object, str], _Value]) -> tuple[_Value, ...]:
    if not isinstance(value, list):
        raise _Wrong(f"{what} is no list.")
    return tuple(one(each, f"an entry of {what}") for each in value)


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"{what} is no text.")
    return value


def _number(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Wrong(f"{what} is no number.")
    return value


def _concept(value: object, what: str) -> ConceptId:
    try:
        return parse_concept_id(_text(value, what))
    except InvalidConceptId as error:
        raise _Wrong(f"{what} is no concept: {error.what}") from error


def _day(value: object, what: str) -> date:
    try:
        return date.fromisoformat(_text(value, what))
    except ValueError as error:
        raise _Wrong(f"{what} is no date.") from error


def _module(value: object, what: str) -> ModuleVersion:
    told = _entry(value, what, ModuleVersion)
    return ModuleVersion(
        module=_concept(told["module"], what),
        effective=_number(told["effective"], what),
        on=_concept(told["on"], what),
        on_effective=_number(told["on_effective"], what),
    )


def _file(value: object, what: str) -> FileRead:
    told = _entry(value, what, FileRead)
    if not isinstance(told["used"], bool):
        raise _Wrong(f"{what} does not say whether it was used.")
    return FileRead(
        _text(told["name"], what), _text(told["what"], what), _number(told["rows"], what), used=told["used"]
    )


def _column(value: object, what: str) -> ColumnFile:
    told = _entry(value, what, ColumnFile)
    name, sha256 = _text(told["name"], what), _text(told["sha256"], what)
    if not _COLUMN.fullmatch(name) or not _DIGEST.fullmatch(sha256):
        raise _Wrong(f"{what} does not name a file and its SHA-256.")
    return ColumnFile(name, sha256, _number(told["size"], what))


def _entry(value: object, what: str, kind: type[Any]) -> Mapping[str, object]:
    told = _table(value, what)
    _exactly(told, [field.name for field in fields(kind)], what)
    return told
