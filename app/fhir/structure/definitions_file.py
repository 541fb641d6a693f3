"""`r4_elements.txt` read into definitions. The head of that file says how it is written."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.fhir.structure.elements import (
    EXTENSION,
    CodeList,
    Definitions,
    Element,
    ElementType,
    Rule,
    RuleKind,
    Structure,
    structure_of,
)

_ELEMENT: Final = re.compile(r"(\w+)(\[x\])? ([01])\.\.([1*]) (.+?)(?: from (\S+))?")
_TYPE: Final = re.compile(r"@?([\w.]+)(?:\(([\w ]+)\))?")
_R4_TYPES: Final = "resource-types"

_Block = tuple[str, list[str]]


def definitions_from_text(text: str) -> Definitions:
    """The definitions that `text` holds.

    Raises:
        ValueError: a line is not of the form that the file's head states; names the line's text.
    """
    blocks = tuple(_blocks(text))
    codes = {each.name: each for head, body in blocks if head.startswith("codes ") for each in [_code_list(head, body)]}
    every = [_structure(head, body, codes) for head, body in blocks if not head.startswith("codes ")]
    structures = {each.name: each for each in every}
    resources = frozenset(each.name for each in every if each.resource)
    return Definitions(structures, resources, frozenset(codes[_R4_TYPES].codes))


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for line in text.splitlines():
        if line.startswith("  ") and block is not None:
            block[1].append(line.strip())
        elif line and not line.startswith("#"):
            if block is not None:
                yield block
            block = (line, [])
    if block is not None:
        yield block


def _code_list(head: str, body: list[str]) -> CodeList:
    _, name, *of_system = head.split()
    return CodeList(name, tuple(" ".join(body).split()), of_system[1] if of_system else "")


def _structure(head: str, body: list[str], codes: Mapping[str, CodeList]) -> Structure:
    kind, name = head.split()
    elements = tuple(_element(line, name, codes) for line in body if not line.startswith("!"))
    rules = tuple(_rule(line) for line in body if line.startswith("!"))
    return structure_of(name, kind == "resource", elements, rules)


def _rule(line: str) -> Rule:
    _, key, kind, *names = line.split()
    return Rule(key, RuleKind(kind), tuple(names))


def _element(line: str, structure: str, codes: Mapping[str, CodeList]) -> Element:
    match = _ELEMENT.fullmatch(line)
    if match is None:
        raise ValueError(f"This is not an element: {line}")
    name, choice, least, most, types, code_list = match.groups()
    return Element(
        name,
        required=least == "1",
        many=most == "*",
        choice=choice is not None,
        types=tuple(_type(text) for text in types.split(", ")),
        codes=codes[code_list] if code_list else None,
        attribute=name == "id" or (structure, name) == (EXTENSION, "url"),
    )


def _type(text: str) -> ElementType:
    match = _TYPE.fullmatch(text)
    if match is None:
        raise ValueError(f"This is not a type: {text}")
    return ElementType(match[1], tuple((match[2] or "").split()))
