"""The FHIR API: provider systems send HL7 FHIR R4 (4.0.1) as JSON and read back what the service holds.

Words of FHIR that stay in this package, and what they mean:

bundle       several resources in one body; its `type` says whether all are written together or each alone
choice       an element with one value of several types, `value[x]`; JSON has the type in the name: `valueQuantity`
contained    a resource inside another one, without a life of its own; pointed at as `#id`
element      a named part of a resource or of a data type; its cardinality says how often it is given
expression   the place of an element in FHIRPath, such as `Bundle.entry[3].resource.birthDate`
extension    an element that a profile (UK Core) adds, named by its `url`
invariant    a rule of the specification across elements, with a key such as `con-4` or `per-1`
outcome      OperationOutcome: the answer that lists what is wrong, an issue for each problem
primitive    a value without parts (date, code, string); its own extensions stand beside it as `_birthDate`
reference    where another resource is: relative, absolute, `urn:uuid:` within a bundle, conditional or `#contained`
resource     what is exchanged as a whole: Patient, Encounter, Condition; named in `resourceType`
"""
