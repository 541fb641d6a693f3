"""Loads a provider's own list of rule codes."""

from collections.abc import Mapping
from pathlib import Path

from app.csds.rule_codes import RuleCodesFault, rule_codes


def load_rule_codes(path: Path, rules: int) -> Mapping[int, str]:
    """The codes in a file, of a version with so many rules.

    Raises:
        RuleCodesFault: the file cannot be read or used; names it, the line, and how to mend it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return rule_codes(lines, rules)
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleCodesFault(f"The rule codes in {path} cannot be read: {fault}.") from None
    except RuleCodesFault as fault:
        raise RuleCodesFault(f"The rule codes in {path} cannot be used. {fault}") from None
