"""The one door to jsonschema-rs: schemas compiled into validators that answer yes or no.

Their regular expressions run in linear time whatever the text. Errors are never asked of them: describing a failure in
a schema with alternatives can take minutes, and repeats values.
"""

from functools import cache
from typing import Any, Protocol

from jsonschema_rs import Draft4Validator, RegexOptions

from app.fhir.structure.elements import Definitions
from app.fhir.structure.json_schema import Schema, form_schema, schema_of_all


class Validator(Protocol):
    """Says whether a value parsed from JSON fits."""

    def is_valid(self, instance: Any) -> bool: ...


def resource_validator(definitions: Definitions) -> Validator:
    """A validator of `{type name: resource}`, compiled; a third of a second of work."""
    return _compiled(schema_of_all(definitions))


@cache
def form_validator(form: str) -> Validator:
    """A validator of strings that have this form as a whole."""
    return _compiled(form_schema(form))


def _compiled(schema: Schema) -> Validator:
    return Draft4Validator(schema, pattern_options=RegexOptions())
