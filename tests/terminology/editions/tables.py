"""The files of a release: what each holds, its heading, where it lies in a package and what it is called.

Source: SNOMED CT Release File Specifications, sections 3.3 "Release File Naming Convention", 4 and 5.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from tests.terminology.editions import metadata as m

_STEM: Final = "id effectiveTime active moduleId"
_MEMBER: Final = f"{_STEM} refsetId referencedComponentId"
_DESCRIPTION: Final = f"{_STEM} conceptId languageCode typeId term caseSignificanceId"
_RELATIONSHIP: Final = f"{_STEM} sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId"
_MAP: Final = f"{_MEMBER} mapGroup mapPriority mapRule mapAdvice mapTarget correlationId"


class Table(Enum):
    """A file's folder below the kind of release, the name around kind and language, and its columns."""

    CONCEPT = ("Terminology", "sct2_Concept_{kind}", f"{_STEM} definitionStatusId")
    DESCRIPTION = ("Terminology", "sct2_Description_{kind}-en", _DESCRIPTION)
    TEXT_DEFINITION = ("Terminology", "sct2_TextDefinition_{kind}-en", _DESCRIPTION)
    RELATIONSHIP = ("Terminology", "sct2_Relationship_{kind}", _RELATIONSHIP)
    CONCRETE_VALUE = (
        "Terminology",
        "sct2_RelationshipConcreteValues_{kind}",
        _RELATIONSHIP.replace("destinationId", "value"),
    )
    STATED_RELATIONSHIP = ("Terminology", "sct2_StatedRelationship_{kind}", _RELATIONSHIP)
    OWL = ("Terminology", "sct2_sRefset_OWLExpression{kind}", f"{_MEMBER} owlExpression")
    SIMPLE = ("Refset/Content", "der2_Refset_Simple{kind}", _MEMBER)
    ASSOCIATION = ("Refset/Content", "der2_cRefset_Association{kind}", f"{_MEMBER} targetComponentId")
    ATTRIBUTE_VALUE = ("Refset/Content", "der2_cRefset_AttributeValue{kind}", f"{_MEMBER} valueId")
    LANGUAGE = ("Refset/Language", "der2_cRefset_Language{kind}-en", f"{_MEMBER} acceptabilityId")
    SIMPLE_MAP = ("Refset/Map", "der2_sRefset_SimpleMap{kind}", f"{_MEMBER} mapTarget")
    EXTENDED_MAP = ("Refset/Map", "der2_iisssccRefset_ExtendedMap{kind}", f"{_MAP} mapCategoryId")
    BLOCK_MAP = ("Refset/Map", "der2_iisssciRefset_ExtendedMap{kind}", f"{_MAP} mapBlock")
    MODULE_DEPENDENCY = (
        "Refset/Metadata",
        "der2_ssRefset_ModuleDependency{kind}",
        f"{_MEMBER} sourceEffectiveTime targetEffectiveTime",
    )
    REFSET_DESCRIPTOR = (
        "Refset/Metadata",
        "der2_cciRefset_RefsetDescriptor{kind}",
        f"{_MEMBER} attributeDescription attributeType attributeOrder",
    )

    def __init__(self, folder: str, pattern: str, heading: str) -> None:
        self.folder = folder
        self.pattern = pattern
        self.columns = tuple(heading.split())

    def path(self, package: "Package", kind: str, on: date) -> str:
        """Where the table lies in a package of this date; `kind` is Full, Snapshot or Delta."""
        name = self.pattern.format(kind=f"{package.infix}{kind}")
        return f"{package.folder(on)}/{kind}/{self.folder}/{name}_{package.owner}_{on:%Y%m%d}.txt"


class Package(Enum):
    """A package a distributor ships: its name, the infix and owner in its file names, and the modules it holds."""

    INTERNATIONAL = ("InternationalRF2", "T120000Z", "", "INT", (m.CORE, m.MODEL))
    UK_CLINICAL = ("UKClinicalRF2", "T000001Z", "UKCL", "GB1000000", (m.UK_CLINICAL,))
    UK_REFSETS = ("UKClinicalRefsetsRF2", "T000001Z", "UKCR", "GB1000000", (m.UK_REFSETS,))
    MONOLITH = ("MonolithRF2", "T120000Z", "MONO", "GB", (m.CORE, m.MODEL, m.UK_CLINICAL, m.UK_REFSETS))

    def __init__(self, title: str, clock: str, infix: str, owner: str, modules: tuple[int, ...]) -> None:
        self.title = title
        self.clock = clock
        self.infix = infix
        self.owner = owner
        self.modules = modules

    def folder(self, on: date) -> str:
        """Such as SnomedCT_InternationalRF2_PRODUCTION_20240101T120000Z."""
        return f"SnomedCT_{self.title}_PRODUCTION_{on:%Y%m%d}{self.clock}"


SEPARATE: Final = (Package.INTERNATIONAL, Package.UK_CLINICAL, Package.UK_REFSETS)
"""The packages of the clinical edition, each a folder of its own."""

LOADED: Final = frozenset(
    {
        Table.CONCEPT,
        Table.DESCRIPTION,
        Table.RELATIONSHIP,
        Table.SIMPLE,
        Table.ASSOCIATION,
        Table.ATTRIBUTE_VALUE,
        Table.LANGUAGE,
        Table.MODULE_DEPENDENCY,
    }
)
"""What a reader of names, hierarchy, sets and history uses; it leaves the rest alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as released: `effective` as yyyymmdd, `rest` the columns after the module, as written."""

    id: str
    effective: int
    active: bool
    module: int
    rest: tuple[str, ...]

    def line(self) -> str:
        """The row as a line without its end."""
        return "\t".join((self.id, str(self.effective), "1" if self.active else "0", str(self.module), *self.rest))
