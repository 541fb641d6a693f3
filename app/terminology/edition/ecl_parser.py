"""Reads an expression constraint: which concepts are meant, in SNOMED International's language for saying so.

Source: SNOMED CT Expression Constraint Language 2.2, section 5 "ECL Syntax Specification", brief syntax. Read are
concepts with or without a term, `*`, the operators of hierarchy and membership, parentheses, comments, and AND, OR and
MINUS. Refinements, dotted attributes, filters and history supplements are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.terminology.concept import InvalidConceptId, parse_concept_id
from app.terminology.edition.constraint import (
    Constraint,
    ConstraintFault,
    Everything,
    Joined,
    Junction,
    Members,
    One,
    Related,
    Relation,
)

LONGEST: Final = 20_000
DEEPEST: Final = 100
"""Characters of an expression, and how many parentheses may be open at once."""

_TOKEN: Final = re.compile(
    r"(?P<blank>[ \t\r\n]+|/\*.*?\*/)|(?P<id>[0-9]+)|(?P<term>\|[^|]*\|)|(?P<sign><<!|<<|<!|<|>>!|>>|>!|>|[\^*(),])"
    r"|(?P<word>[A-Za-z]+)",
    re.DOTALL,
)
_UNREAD: Final = {
    ":": "refinements by attributes are not read here",
    ".": "dotted attributes are not read here",
    "{": "filters, history supplements and groups are not read here",
    "[": "cardinalities are not read here",
    "|": "a term begins here and does not end",
    "/": "a comment begins with /* and ends with */",
}


_RELATIONS: Final = {relation.value: relation for relation in Relation}
_JUNCTIONS: Final = {"AND": Junction.AND, ",": Junction.AND, "OR": Junction.OR, "MINUS": Junction.MINUS}


def parse_constraint(expression: str) -> Constraint:
    """What an expression means. Raises ConstraintFault when it cannot be read, with the column."""
    if len(expression) > LONGEST:
        raise ConstraintFault(f"it is longer than {LONGEST} characters", LONGEST + 1)
    reading = _Reading(expression)
    constraint = reading.expression()
    if reading.kind:
        raise reading.fault(
            "a bracket closes that was not opened" if reading.text == ")" else _unexpected(reading.text)
        )
    return constraint


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            character = expression[at]
            raise ConstraintFault(_UNREAD.get(character, f"{character!r} means nothing here"), at + 1)
        if match.lastgroup != "blank":
            yield _Token(str(match.lastgroup), match[0], at + 1)
        at = match.end()
    yield _Token("", "", at + 1)


class _Reading:
    """Reads an expression from left to right; `kind` and `text` are of the token it has come to, "" at the end."""

    def __init__(self, expression: str) -> None:
        self._tokens = _tokens(expression)
        self._depth = 0
        self._advance()

    def fault(self, what: str) -> ConstraintFault:
        """That something is wrong where the reading has come to."""
        return ConstraintFault(what, self._column)

    def expression(self) -> Constraint:
        """Sets joined by one kind of junction; MINUS joins two only, as the grammar has it."""
        parts = [self._set()]
        junction = self._junction()
        while (following := self._junction()) is not None:
            if following is not junction:
                raise self.fault("AND, OR and MINUS are not mixed without parentheses")
            if junction is Junction.MINUS and len(parts) > 1:
                raise self.fault("a second MINUS needs parentheses")
            self._advance()
            parts.append(self._set())
        return parts[0] if junction is None else Joined(junction, tuple(parts))

    def _advance(self) -> None:
        token = next(self._tokens)
        self.kind, self.text, self._column = token.kind, token.text, token.column

    def _junction(self) -> Junction | None:
        return _JUNCTIONS.get(self.text.upper()) if self.kind in ("word", "sign") else None

    def _set(self) -> Constraint:
        relation = _RELATIONS.get(self.text) if self.kind == "sign" else None
        if relation is not None:
            self._advance()
        members = self.text == "^"
        if members:
            self._advance()
        focus = self._focus()
        focus = Members(focus) if members else focus
        return focus if relation is None else Related(relation, focus)

    def _focus(self) -> Constraint:
        if self.text == "(":
            return self._bracketed()
        if self.text == "*":
            self._advance()
            return Everything()
        if self.kind == "id":
            return self._concept()
        raise self.fault(_missing(self.text))

    def _bracketed(self) -> Constraint:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.fault(f"more than {DEEPEST} brackets are open")
        self._advance()
        inside = self.expression()
        if self.text != ")":
            raise self.fault(_unexpected(self.text) if self.kind else "a bracket is not closed")
        self._depth -= 1
        self._advance()
        return inside

    def _concept(self) -> Constraint:
        try:
            concept = parse_concept_id(self.text)
        except InvalidConceptId as invalid:
            raise self.fault(invalid.what.removesuffix(".")) from invalid
        self._advance()
        if self.kind == "term":
            if not self.text.strip("| \t\r\n"):
                raise self.fault("the term between the bars is empty")
            self._advance()
        return One(concept)


def _missing(text: str) -> str:
    wanted = "a concept, * or ( is missing"
    if text in _RELATIONS:
        return f"a second operator needs parentheses: {text}"
    return f"{wanted} before {text[:20]!r}" if text else wanted


def _unexpected(text: str) -> str:
    return f"AND, OR, MINUS or the end was expected, not {text[:20]!r}"
