"""The terminology operations of FHIR R4 over the terms this service works with, as pure functions.

`KnownTerminology` is what is known: the reference set in use, and the release where one is loaded. The functions
`lookup`, `validate_code`, `subsumes`, `expand` and `translate` answer with a resource as values for JSON, its elements
in FHIR's order, or with a `Problem`, of which the routes make an OperationOutcome.
"""
