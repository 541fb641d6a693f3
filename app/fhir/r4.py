"""The one door to fhir.resources, whose R4B models build the resources that are sent.

R4B differs from R4 in no element of the types this service builds. What is received never passes here: the models
rewrite what they are given (decimals, offsets of time), so a received resource is judged and kept by itself.
"""

from functools import cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

Resource = dict[str, Any]
"""A resource as values for JSON, with its `resourceType`."""


@cache
def _model(type_name: str) -> Any:
    return get_fhir_model_class(type_name)


def built(resource: Resource) -> Resource:
    """The resource as the model of its type writes it: elements in the standard's order, nothing empty.

    Raises:
        ValueError: it does not fit the model of its type; what is built here must, so it is a bug.
    """
    model = _model(resource["resourceType"]).model_validate(resource)
    made: Resource = model.model_dump(mode="json", exclude_none=True)
    return made
