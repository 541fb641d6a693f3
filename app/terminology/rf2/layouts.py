"""The columns of the files that are read, and how a heading tells which file it is.

Source: SNOMED CT Release File Specifications, sections 4.2 (components) and 5.2 (reference sets).
"""

from enum import StrEnum
from typing import Final

from app.terminology.rf2.file_names import ReleaseFileName


class Content(StrEnum):
    """What is read of a release, in words, in the order it is read."""

    CONCEPTS = "concepts"
    DESCRIPTIONS = "descriptions"
    DEFINITIONS = "text definitions"
    RELATIONSHIPS = "relationships"
    SIMPLE = "members of simple reference sets"
    LANGUAGE = "members of language reference sets"
    ASSOCIATIONS = "members of association reference sets"
    REASONS = "members of attribute value reference sets"
    MODULES = "dependencies of modules"


_ROW: Final = ("id", "effectiveTime", "active", "moduleId")
_MEMBER: Final = (*_ROW, "refsetId", "referencedComponentId")
_DESCRIPTION: Final = (*_ROW, "conceptId", "languageCode", "typeId", "term", "caseSignificanceId")

COLUMNS: Final[dict[Content, tuple[str, ...]]] = {
    Content.CONCEPTS: (*_ROW, "definitionStatusId"),
    Content.DESCRIPTIONS: _DESCRIPTION,
    Content.DEFINITIONS: _DESCRIPTION,
    Content.RELATIONSHIPS: (
        *_ROW,
        *("sourceId", "destinationId", "relationshipGroup", "typeId", "characteristicTypeId", "modifierId"),
    ),
    Content.SIMPLE: _MEMBER,
    Content.LANGUAGE: (*_MEMBER, "acceptabilityId"),
    Content.ASSOCIATIONS: (*_MEMBER, "targetComponentId"),
    Content.REASONS: (*_MEMBER, "valueId"),
    Content.MODULES: (*_MEMBER, "sourceEffectiveTime", "targetEffectiveTime"),
}

_CORE: Final = {
    "concept": Content.CONCEPTS,
    "description": Content.DESCRIPTIONS,
    "textdefinition": Content.DEFINITIONS,
    "relationship": Content.RELATIONSHIPS,
}
_SETS: Final = (Content.SIMPLE, Content.LANGUAGE, Content.ASSOCIATIONS, Content.REASONS, Content.MODULES)
_SUMMARIES: Final = {
    "language": Content.LANGUAGE,
    "association": Content.ASSOCIATIONS,
    "attributevalue": Content.REASONS,
    "moduledependency": Content.MODULES,
}


class WrongHeading(ValueError):
    """The heading is not the one of its file: what is missing or in the way."""


def content_of(name: ReleaseFileName, heading: str) -> Content | None:
    """What a file holds by its name and its first line; None for a reference set of a kind that is not read.

    Raises WrongHeading when the name promises a content whose columns the heading does not have.
    """
    columns = [column.strip().casefold() for column in heading.split("\t")]
    promised = _promised(name)
    if promised is None:
        return next((each for each in _SETS if columns == _folded(each)), None)
    if columns != _folded(promised):
        raise WrongHeading(_difference(heading, COLUMNS[promised]))
    return promised


def _promised(name: ReleaseFileName) -> Content | None:
    if name.content in _CORE:
        return _CORE[name.content]
    if name.content == "refset":
        return Content.SIMPLE
    return next((each for word, each in _SUMMARIES.items() if name.summary.startswith(word)), None)


def _folded(content: Content) -> list[str]:
    return [column.casefold() for column in COLUMNS[content]]


def _difference(heading: str, due: tuple[str, ...]) -> str:
    found = [column.strip() for column in heading.split("\t")]
    folded, due_folded = [each.casefold() for each in found], [each.casefold() for each in due]
    missing = [each for each in due if each.casefold() not in folded]
    extra = [each[:40] or "a column without a name" for each in found if each.casefold() not in due_folded]
    if missing:
        return f"The heading lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}."
    if extra:
        return f"The heading has a column too many: {', '.join(extra[:5])}."
    return f"The columns are not in the order {', '.join(due)}."
