"""Where in a body something is, said in FHIRPath, without a word that could be a patient's."""

import re
from typing import Any, Final, NamedTuple, Optional

_ELEMENT_NAME: Final = re.compile(r"_?[a-z][A-Za-z0-9]{0,47}")
_TYPE_NAME: Final = re.compile(r"[A-Z][A-Za-z]{1,47}")


def element_name(name: str) -> str:
    """`name` when it is of the form of an element's name in JSON, "" when it is not and may be anything."""
    return name if _ELEMENT_NAME.fullmatch(name) else ""


class Step(NamedTuple):
    """A step from one place to another; a chain of them is turned into text only when there is something to say."""

    before: Optional["Step"]
    word: str

    @staticmethod
    def root(tree: Any) -> "Step":
        """The outermost place, named after the type that a resource states."""
        stated = tree.get("resourceType") if isinstance(tree, dict) else None
        return Step(None, stated if isinstance(stated, str) and _TYPE_NAME.fullmatch(stated) else "Resource")

    def to(self, name: str) -> "Step":
        """The place of the element that JSON names `name`; this place itself when the name is not of FHIR's form."""
        known = element_name(name).removeprefix("_")
        return Step(self, f".{known}") if known else self

    def at(self, index: int) -> "Step":
        """The place of an item in this list, counted from 0."""
        return Step(self, f"[{index}]")


def expression_of(step: Step) -> str:
    """The place in FHIRPath, such as `Bundle.entry[3].resource.birthDate`."""
    words: list[str] = []
    here: Step | None = step
    while here is not None:
        words.append(here.word)
        here = here.before
    return "".join(reversed(words))
