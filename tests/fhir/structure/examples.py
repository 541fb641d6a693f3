"""Synthetic resources as an English provider sends them, by type, written by hand from R4 and UK Core.

Every child, clinician and number is made up; NHS numbers are of the 999 range that is never issued.
"""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_FOLDER = Path(__file__).with_name("examples_r4")

EXAMPLES = tuple(path.read_text(encoding="utf-8").strip() for path in sorted(_FOLDER.glob("*.json")))
"""The text of one valid resource of each type but Bundle."""


def example(type_name: str) -> Json:
    """A fresh copy of the example of a type."""
    return next(each for each in map(json.loads, EXAMPLES) if each["resourceType"] == type_name)


def transaction(*resources: Json) -> Json:
    """A transaction Bundle that creates these resources."""
    entries = [
        {
            "fullUrl": f"urn:uuid:00000000-0000-4000-8000-{number:012x}",
            "resource": each,
            "request": {"method": "POST", "url": each["resourceType"]},
        }
        for number, each in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}
