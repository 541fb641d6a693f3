"""A provider's system of the demonstration, with a key of its own, to try the FHIR API with."""
