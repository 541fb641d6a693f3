"""FHIR R4 as this service reads it: the definitions, and the validator compiled from them."""

from functools import cached_property

from app.fhir.structure.elements import Definitions
from app.fhir.structure.validators import Validator, resource_validator


class R4:
    """The definitions of R4 and their validator, which is compiled once, when first needed or by `compile_all`."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    @cached_property
    def validator(self) -> Validator:
        """Judges `{type name: resource}`."""
        return resource_validator(self.definitions)

    def compile_all(self) -> None:
        """Compile now rather than at the first body; well under a second."""
        _ = self.validator
