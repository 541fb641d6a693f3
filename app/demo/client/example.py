"""How to try the FHIR API with the demonstration's system: commands to copy."""

_EXAMPLE = """\
A provider's system calls the FHIR API at {address}/fhir/R4 (docs/fhir.md says how).
To try it as the demonstration's own, in another terminal, here:
  TOKEN=$({command} demo token --address {address})
  curl -H "Authorization: Bearer $TOKEN" "{address}/fhir/R4/Condition?_count=2"
  curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/fhir+json" \\
       --data-binary @docs/examples/visit.json {address}/fhir/R4
A token holds for {minutes} minutes."""


def example(address: str, command: str, minutes: int) -> str:
    """Commands that ask for a token, search, and send the example visit.

    Args:
        address: where the service is reached, without a path.
        command: how `everyneed` is run here.
        minutes: how long a token holds.
    """
    return _EXAMPLE.format(address=address, command=command, minutes=minutes)
