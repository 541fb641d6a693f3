"""A host's resources as the transaction that a provider's system would send: so both ways of knowing a child are one.

Each resource is known again by its address at the host, which goes with it as an identifier (type RI, HL7 v2 0203),
also where it has no other. What it points at besides stays at the host.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from app.fhir.bundle.addresses import absolute
from app.fhir.mapping.looking import Resource
from app.fhir.systems import IDENTIFIER_TYPE

_RESOURCE_IDENTIFIER: Final = "RI"


def host_transaction(resources: Sequence[Resource], issuer: str) -> bytes:
    """The body of the transaction; its entries are the resources in their order.

    `issuer` is the base address of the host's FHIR API; each resource has an id there.
    """
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [_entry(each, issuer) for each in resources]}
    return json.dumps(bundle).encode()


def _entry(resource: Resource, issuer: str) -> Resource:
    type_name, id_ = resource["resourceType"], resource["id"]
    return {
        "fullUrl": f"{issuer}/{type_name}/{id_}",
        "resource": _identified(_addressed(resource, issuer), f"{issuer}/{type_name}", id_),
        "request": {"method": "POST", "url": type_name},
    }


def _identified(resource: Any, system: str, id_: str) -> Resource:
    own = {
        "type": {"coding": [{"system": IDENTIFIER_TYPE, "code": _RESOURCE_IDENTIFIER}]},
        "system": system,
        "value": id_,
    }
    held = resource.get("identifier", [])
    return {**resource, "identifier": [*(held if isinstance(held, list) else [held]), own]}


def _addressed(value: Any, issuer: str) -> Any:
    """The value with every relative reference in it as an address at the host."""
    if isinstance(value, list):
        return [_addressed(each, issuer) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _addressed(each, issuer) for name, each in value.items()}
    text = made.get("reference")
    if isinstance(text, str) and not text.startswith(("#", "urn:")) and not absolute(text):
        made["reference"] = f"{issuer}/{text}"
    return made
