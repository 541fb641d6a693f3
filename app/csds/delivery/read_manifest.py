"""A manifest read back, for a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table: its rows, and of each field how many rows have a value, in the order of the fields."""

    name: str
    rows: int
    filled: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page tells of a build."""

    warnings: tuple[str, ...]
    tables: tuple[TableSummary, ...]
    enforced: Mapping[str, int]
    advice: Mapping[str, int]
    specification: str
    template: str
    refset: str
    software: str
    built_by: str
    provider: str
    submitter: str


def summary_of(manifest: str) -> Summary:
    """From the text of a manifest.

    Raises:
        ValueError: it is none.
    """
    told = json.loads(manifest)
    filled = told.get("filled", {})
    return Summary(
        tuple(told["warnings"]),
        tuple(TableSummary(name, count, filled.get(name, {})) for name, count in told["rows"].items()),
        told["problems"]["enforced"],
        told["problems"]["advice"],
        told["specification"],
        told["template"],
        told["refset"],
        told["software"],
        told["builtBy"],
        told["provider"],
        told["submitter"],
    )
