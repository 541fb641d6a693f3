"""Reads the elements of R4 that are kept beside this file."""

from pathlib import Path

from app.fhir.structure.definitions_file import definitions_from_text
from app.fhir.structure.r4 import R4


def load_r4() -> R4:
    """The definitions of R4, read once at start; nothing is compiled yet."""
    return R4(definitions_from_text(Path(__file__).with_name("r4_elements.txt").read_text(encoding="utf-8")))
