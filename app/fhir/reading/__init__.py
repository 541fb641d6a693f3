"""How what is held is read as FHIR: resources and their versions, searches, and everything of one child."""
