"""What a system finds out before it asks for a token: SMART App Launch 2.2, `.well-known/smart-configuration`."""

from app.access.client_keys import SigningAlgorithm
from app.access.client_tokens import GRANT_TYPE

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - an address
BASE_PATH = "/fhir/R4"
WELL_KNOWN = "/.well-known/smart-configuration"
CAPABILITIES = ("client-confidential-asymmetric", "permission-v1", "permission-v2")


def smart_configuration(address: str) -> dict[str, object]:
    """The document, as values for JSON; `address` is where the service is reached, without a path."""
    return {
        "token_endpoint": address + TOKEN_PATH,
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [each.value for each in SigningAlgorithm],
        "scopes_supported": ["system/*.cruds", "system/*.rs"],
        "capabilities": list(CAPABILITIES),
    }
