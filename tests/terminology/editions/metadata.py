"""The standard's own concepts that every edition has: the root, tops of hierarchies, types, modules, language sets.

Identifiers and names are those of SNOMED CT (Release File Specifications, and the metadata hierarchy); everything
else in a generated edition is made up.
"""

from dataclasses import dataclass
from typing import Final

ROOT: Final = 138875005
IS_A: Final = 116680003

CLINICAL_FINDING: Final = 404684003
DISORDER: Final = 64572001
PROCEDURE: Final = 71388002
SITUATION: Final = 243796009
PHYSICAL_OBJECT: Final = 260787004
BODY_STRUCTURE: Final = 123037004
MORPHOLOGY: Final = 49755003
OBSERVABLE: Final = 363787002
SUBSTANCE: Final = 105590001
ORGANISM: Final = 410607006
SOCIAL_CONTEXT: Final = 48176007
EVENT: Final = 272379006
QUALIFIER: Final = 362981000

FINDING_SITE: Final = 363698007
ASSOCIATED_MORPHOLOGY: Final = 116676008
CAUSATIVE_AGENT: Final = 246075003
INTERPRETS: Final = 363714003

CORE: Final = 900000000000207008
MODEL: Final = 900000000000012004
UK_CLINICAL: Final = 999000011000000103
UK_REFSETS: Final = 999000021000000109

PRIMITIVE: Final = 900000000000074008
DEFINED: Final = 900000000000073002
FULLY_SPECIFIED: Final = 900000000000003001
SYNONYM: Final = 900000000000013009
DEFINITION: Final = 900000000000550004
CASE_INSENSITIVE: Final = 900000000000448009
CASE_SENSITIVE: Final = 900000000000017005
INITIAL_SENSITIVE: Final = 900000000000020002
INFERRED: Final = 900000000000011006
STATED: Final = 900000000000010007
ADDITIONAL: Final = 900000000000227009
EXISTENTIAL: Final = 900000000000451002
PREFERRED: Final = 900000000000548007
ACCEPTABLE: Final = 900000000000549004

GB_ENGLISH: Final = 900000000000508004
US_ENGLISH: Final = 900000000000509007
NHS_REALM: Final = 999001261000000100

SIMPLE_TYPE: Final = 446609009
SAME_AS: Final = 900000000000527005
REPLACED_BY: Final = 900000000000526001
POSSIBLY_EQUIVALENT: Final = 900000000000523009
ALTERNATIVE: Final = 900000000000530003
POSSIBLY_REPLACED_BY: Final = 1186921001
PARTIALLY_EQUIVALENT: Final = 1186924009
WAS_A: Final = 900000000000528000
MOVED_TO: Final = 900000000000524003
REFERS_TO: Final = 900000000000531004
CONCEPT_INACTIVATION: Final = 900000000000489007
DESCRIPTION_INACTIVATION: Final = 900000000000490003
MODULE_DEPENDENCY: Final = 900000000000534007
REFSET_DESCRIPTOR: Final = 900000000000456007
OWL_AXIOM: Final = 733073007
ICD_10_MAP: Final = 447562003
CTV3_MAP: Final = 900000000000497000

DUPLICATE: Final = 900000000000482003
OUTDATED: Final = 900000000000483008
AMBIGUOUS: Final = 900000000000484002
ERRONEOUS: Final = 900000000000485001
LIMITED: Final = 900000000000486000
MOVED_ELSEWHERE: Final = 900000000000487009
NAMESPACE_CONCEPT: Final = 370136006

_CORE_TAG: Final = "core metadata concept"
_FOUNDATION_TAG: Final = "foundation metadata concept"

_MODEL_ROOT: Final = 900000000000441003
_CORE_METADATA: Final = 900000000000442005
_FOUNDATION: Final = 900000000000454005
_MODULE: Final = 900000000000443000
_DEFINITION_STATUS: Final = 900000000000444006
_DESCRIPTION_TYPE: Final = 900000000000446008
_CASE: Final = 900000000000447004
_CHARACTERISTIC: Final = 900000000000449001
_MODIFIER: Final = 900000000000450001
_REFSET: Final = 900000000000455006
_LANGUAGE_TYPE: Final = 900000000000506000
_ENGLISH: Final = 900000000000507009
_ACCEPTABILITY: Final = 900000000000511003
_ASSOCIATION_TYPE: Final = 900000000000521006
_HISTORICAL: Final = 900000000000522004
_ATTRIBUTE_VALUE: Final = 900000000000480006
_INACTIVATION: Final = 900000000000481005
_SIMPLE_MAP_TYPE: Final = 900000000000496009
_LINKAGE: Final = 106237007
_ATTRIBUTE: Final = 246061005
_OBJECT_ATTRIBUTE: Final = 762705008


@dataclass(frozen=True, slots=True)
class MetadataConcept:
    """A concept of the standard: what it is called, and the one above it (None for the root)."""

    id: int
    parent: int | None
    name: str
    tag: str
    module: int = MODEL

    @property
    def fully_specified_name(self) -> str:
        """Its name with the semantic tag."""
        return f"{self.name} ({self.tag})"


METADATA: Final[tuple[MetadataConcept, ...]] = (
    MetadataConcept(ROOT, None, "SNOMED CT Concept", "SNOMED RT+CTV3", CORE),
    MetadataConcept(CLINICAL_FINDING, ROOT, "Clinical finding", "finding", CORE),
    MetadataConcept(DISORDER, CLINICAL_FINDING, "Disease", "disorder", CORE),
    MetadataConcept(PROCEDURE, ROOT, "Procedure", "procedure", CORE),
    MetadataConcept(SITUATION, ROOT, "Situation with explicit context", "situation", CORE),
    MetadataConcept(PHYSICAL_OBJECT, ROOT, "Physical object", "physical object", CORE),
    MetadataConcept(BODY_STRUCTURE, ROOT, "Body structure", "body structure", CORE),
    MetadataConcept(MORPHOLOGY, BODY_STRUCTURE, "Morphologically abnormal structure", "morphologic abnormality", CORE),
    MetadataConcept(OBSERVABLE, ROOT, "Observable entity", "observable entity", CORE),
    MetadataConcept(SUBSTANCE, ROOT, "Substance", "substance", CORE),
    MetadataConcept(ORGANISM, ROOT, "Organism", "organism", CORE),
    MetadataConcept(SOCIAL_CONTEXT, ROOT, "Social context", "social concept", CORE),
    MetadataConcept(EVENT, ROOT, "Event", "event", CORE),
    MetadataConcept(QUALIFIER, ROOT, "Qualifier value", "qualifier value", CORE),
    MetadataConcept(_MODEL_ROOT, ROOT, "SNOMED CT Model Component", "metadata"),
    MetadataConcept(_LINKAGE, _MODEL_ROOT, "Linkage concept", "linkage concept"),
    MetadataConcept(_ATTRIBUTE, _LINKAGE, "Attribute", "attribute"),
    MetadataConcept(IS_A, _ATTRIBUTE, "Is a", "attribute"),
    MetadataConcept(_OBJECT_ATTRIBUTE, _ATTRIBUTE, "Concept model object attribute", "attribute"),
    MetadataConcept(FINDING_SITE, _OBJECT_ATTRIBUTE, "Finding site", "attribute"),
    MetadataConcept(ASSOCIATED_MORPHOLOGY, _OBJECT_ATTRIBUTE, "Associated morphology", "attribute"),
    MetadataConcept(CAUSATIVE_AGENT, _OBJECT_ATTRIBUTE, "Causative agent", "attribute"),
    MetadataConcept(INTERPRETS, _OBJECT_ATTRIBUTE, "Interprets", "attribute"),
    MetadataConcept(NAMESPACE_CONCEPT, _MODEL_ROOT, "Namespace concept", "namespace concept"),
    MetadataConcept(_CORE_METADATA, _MODEL_ROOT, "Core metadata concept", _CORE_TAG),
    MetadataConcept(_FOUNDATION, _MODEL_ROOT, "Foundation metadata concept", _FOUNDATION_TAG),
    MetadataConcept(_MODULE, _CORE_METADATA, "Module", _CORE_TAG),
    MetadataConcept(CORE, _MODULE, "SNOMED CT core module", _CORE_TAG),
    MetadataConcept(MODEL, _MODULE, "SNOMED CT model component module", _CORE_TAG),
    MetadataConcept(_DEFINITION_STATUS, _CORE_METADATA, "Definition status", _CORE_TAG),
    MetadataConcept(
        PRIMITIVE, _DEFINITION_STATUS, "Not sufficiently defined by necessary conditions definition status", _CORE_TAG
    ),
    MetadataConcept(
        DEFINED, _DEFINITION_STATUS, "Sufficiently defined by necessary conditions definition status", _CORE_TAG
    ),
    MetadataConcept(_DESCRIPTION_TYPE, _CORE_METADATA, "Description type", _CORE_TAG),
    MetadataConcept(FULLY_SPECIFIED, _DESCRIPTION_TYPE, "Fully specified name", _CORE_TAG),
    MetadataConcept(SYNONYM, _DESCRIPTION_TYPE, "Synonym", _CORE_TAG),
    MetadataConcept(DEFINITION, _DESCRIPTION_TYPE, "Definition", _CORE_TAG),
    MetadataConcept(_CASE, _CORE_METADATA, "Case significance", _CORE_TAG),
    MetadataConcept(CASE_INSENSITIVE, _CASE, "Entire term case insensitive", _CORE_TAG),
    MetadataConcept(CASE_SENSITIVE, _CASE, "Entire term case sensitive", _CORE_TAG),
    MetadataConcept(INITIAL_SENSITIVE, _CASE, "Only initial character case insensitive", _CORE_TAG),
    MetadataConcept(_CHARACTERISTIC, _CORE_METADATA, "Characteristic type", _CORE_TAG),
    MetadataConcept(INFERRED, _CHARACTERISTIC, "Inferred relationship", _CORE_TAG),
    MetadataConcept(STATED, _CHARACTERISTIC, "Stated relationship", _CORE_TAG),
    MetadataConcept(ADDITIONAL, _CHARACTERISTIC, "Additional relationship", _CORE_TAG),
    MetadataConcept(_MODIFIER, _CORE_METADATA, "Modifier", _CORE_TAG),
    MetadataConcept(EXISTENTIAL, _MODIFIER, "Existential restriction modifier", _CORE_TAG),
    MetadataConcept(_REFSET, _FOUNDATION, "Reference set", _FOUNDATION_TAG),
    MetadataConcept(SIMPLE_TYPE, _REFSET, "Simple type reference set", _FOUNDATION_TAG),
    MetadataConcept(_LANGUAGE_TYPE, _REFSET, "Language type reference set", _FOUNDATION_TAG),
    MetadataConcept(_ENGLISH, _LANGUAGE_TYPE, "English language reference set", _FOUNDATION_TAG),
    MetadataConcept(GB_ENGLISH, _ENGLISH, "Great Britain English language reference set", _FOUNDATION_TAG),
    MetadataConcept(US_ENGLISH, _ENGLISH, "United States of America English language reference set", _FOUNDATION_TAG),
    MetadataConcept(_ACCEPTABILITY, _FOUNDATION, "Acceptability", _FOUNDATION_TAG),
    MetadataConcept(PREFERRED, _ACCEPTABILITY, "Preferred", _FOUNDATION_TAG),
    MetadataConcept(ACCEPTABLE, _ACCEPTABILITY, "Acceptable", _FOUNDATION_TAG),
    MetadataConcept(_ASSOCIATION_TYPE, _REFSET, "Association type reference set", _FOUNDATION_TAG),
    MetadataConcept(_HISTORICAL, _ASSOCIATION_TYPE, "Historical association reference set", _FOUNDATION_TAG),
    MetadataConcept(SAME_AS, _HISTORICAL, "SAME AS association reference set", _FOUNDATION_TAG),
    MetadataConcept(REPLACED_BY, _HISTORICAL, "REPLACED BY association reference set", _FOUNDATION_TAG),
    MetadataConcept(
        POSSIBLY_EQUIVALENT, _HISTORICAL, "POSSIBLY EQUIVALENT TO association reference set", _FOUNDATION_TAG
    ),
    MetadataConcept(ALTERNATIVE, _HISTORICAL, "ALTERNATIVE association reference set", _FOUNDATION_TAG),
    MetadataConcept(
        POSSIBLY_REPLACED_BY, _HISTORICAL, "POSSIBLY REPLACED BY association reference set", _FOUNDATION_TAG
    ),
    MetadataConcept(
        PARTIALLY_EQUIVALENT, _HISTORICAL, "PARTIALLY EQUIVALENT TO association reference set", _FOUNDATION_TAG
    ),
    MetadataConcept(WAS_A, _HISTORICAL, "WAS A association reference set", _FOUNDATION_TAG),
    MetadataConcept(MOVED_TO, _HISTORICAL, "MOVED TO association reference set", _FOUNDATION_TAG),
    MetadataConcept(REFERS_TO, _HISTORICAL, "REFERS TO concept association reference set", _FOUNDATION_TAG),
    MetadataConcept(_ATTRIBUTE_VALUE, _REFSET, "Attribute value type reference set", _FOUNDATION_TAG),
    MetadataConcept(
        CONCEPT_INACTIVATION,
        _ATTRIBUTE_VALUE,
        "Concept inactivation indicator attribute value reference set",
        _FOUNDATION_TAG,
    ),
    MetadataConcept(
        DESCRIPTION_INACTIVATION,
        _ATTRIBUTE_VALUE,
        "Description inactivation indicator attribute value reference set",
        _FOUNDATION_TAG,
    ),
    MetadataConcept(_INACTIVATION, _FOUNDATION, "Concept inactivation value", _FOUNDATION_TAG),
    MetadataConcept(DUPLICATE, _INACTIVATION, "Duplicate component", _FOUNDATION_TAG),
    MetadataConcept(OUTDATED, _INACTIVATION, "Outdated component", _FOUNDATION_TAG),
    MetadataConcept(AMBIGUOUS, _INACTIVATION, "Ambiguous component", _FOUNDATION_TAG),
    MetadataConcept(ERRONEOUS, _INACTIVATION, "Erroneous component", _FOUNDATION_TAG),
    MetadataConcept(LIMITED, _INACTIVATION, "Limited component", _FOUNDATION_TAG),
    MetadataConcept(MOVED_ELSEWHERE, _INACTIVATION, "Component moved elsewhere", _FOUNDATION_TAG),
    MetadataConcept(MODULE_DEPENDENCY, _REFSET, "Module dependency reference set", _FOUNDATION_TAG),
    MetadataConcept(REFSET_DESCRIPTOR, _REFSET, "Reference set descriptor reference set", _FOUNDATION_TAG),
    MetadataConcept(OWL_AXIOM, _REFSET, "OWL axiom reference set", _FOUNDATION_TAG),
    MetadataConcept(ICD_10_MAP, _REFSET, "ICD-10 complex map reference set", _FOUNDATION_TAG),
    MetadataConcept(_SIMPLE_MAP_TYPE, _REFSET, "Simple map from SNOMED CT type reference set", _FOUNDATION_TAG),
    MetadataConcept(CTV3_MAP, _SIMPLE_MAP_TYPE, "CTV3 simple map reference set", _FOUNDATION_TAG),
    MetadataConcept(UK_CLINICAL, _MODULE, "SNOMED CT United Kingdom clinical extension module", _CORE_TAG, UK_CLINICAL),
    MetadataConcept(
        UK_REFSETS, _MODULE, "SNOMED CT United Kingdom clinical extension reference set module", _CORE_TAG, UK_CLINICAL
    ),
    MetadataConcept(
        NHS_REALM,
        _ENGLISH,
        "National Health Service realm language reference set (clinical part)",
        _FOUNDATION_TAG,
        UK_CLINICAL,
    ),
)
"""In an order in which a concept's parent stands before it."""

TAGGED_TOPS: Final[dict[str, int]] = {
    "disorder": DISORDER,
    "finding": CLINICAL_FINDING,
    "procedure": PROCEDURE,
    "regime/therapy": PROCEDURE,
    "situation": SITUATION,
    "physical object": PHYSICAL_OBJECT,
    "body structure": BODY_STRUCTURE,
    "morphologic abnormality": MORPHOLOGY,
    "observable entity": OBSERVABLE,
    "assessment scale": OBSERVABLE,
    "substance": SUBSTANCE,
    "organism": ORGANISM,
    "event": EVENT,
    "social concept": SOCIAL_CONTEXT,
    "qualifier value": QUALIFIER,
}
"""By semantic tag, the top of the hierarchy it belongs to."""
