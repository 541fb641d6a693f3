"""The codes that CSDS gives its rules, from a provider's own copy of the technical output specification.

Only two are public. A provider lists the others in a text file with the columns `rule`, the number of the rule as
docs/csds-specification.md has it, and `code`, such as CYP10210.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from app.csds.specification import Specification

_COLUMNS: Final = ("rule", "code")
_CODE: Final = re.compile(r"CYP[A-Z0-9]{3,9}")


class RuleCodesFault(ValueError):
    """A list of codes cannot be used; says in which line, why, and how to mend it."""


def rule_codes(lines: Iterable[str], rules: int) -> Mapping[int, str]:
    """The codes by the number of their rule, of a version with so many rules.

    Raises:
        RuleCodesFault: another column, no such rule, no such code, or a rule named twice.
    """
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise RuleCodesFault("The first line must name the columns: rule,code.")
    found: dict[int, str] = {}
    for row in reader:
        number, code = (row["rule"] or "").strip(), (row["code"] or "").strip()
        where = f"Line {reader.line_num}"
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= rules):
            raise RuleCodesFault(f"{where}: there is no such rule. Write a number from 1 to {rules}.")
        if not _CODE.fullmatch(code):
            raise RuleCodesFault(f"{where}: this is no code of CSDS. Write one such as CYP10210.")
        if int(number) in found:
            raise RuleCodesFault(f"{where}: rule {number} was named before. Keep one line for each rule.")
        found[int(number)] = code
    return found


def with_codes(specification: Specification, codes: Mapping[int, str]) -> Specification:
    """A version whose rules have these codes; the public ones stay."""
    rules = (
        replace(rule, code=rule.code or codes.get(number, "")) for number, rule in enumerate(specification.rules, 1)
    )
    return replace(specification, rules=tuple(rules)) if codes else specification
