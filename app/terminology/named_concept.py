"""A concept named in a TOML file, or the fault of what stands in its place."""

from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.faults import Fault
from app.terminology.toml_text import TomlText


def concept_named(toml: TomlText, section: str, word: object) -> ConceptId | Fault:
    """The concept that `word` under `[section]` names, or what is wrong with it."""
    try:
        return parse_concept_id(str(word))
    except InvalidConceptId as error:
        return toml.fault(section, word, error.what, error.mend)
