"""A provider's own list of rule codes is taken whole, or refused with its line."""

from datetime import date
from pathlib import Path

import pytest

from app.csds.load import load_rule_codes
from app.csds.rule_codes import RuleCodesFault, rule_codes, with_codes
from app.csds.versions import specification_of

SPECIFICATION = specification_of(date(2026, 10, 1))


def test_codes_are_given_to_their_rules_and_the_public_ones_stay() -> None:
    public = {number: rule.code for number, rule in enumerate(SPECIFICATION.rules, 1) if rule.code}
    assert sorted(public.values()) == ["CYP10210", "CYP10220"]
    taken = min(public)
    codes = rule_codes(["rule,code", "4,CYPREJ003", f"{taken},CYP99999"], len(SPECIFICATION.rules))
    coded = with_codes(SPECIFICATION, codes)
    assert coded.rules[3].code == "CYPREJ003"
    assert coded.rules[taken - 1].code == public[taken]
    assert sum(1 for rule in coded.rules if rule.code) == 3
    assert with_codes(SPECIFICATION, {}) is SPECIFICATION


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "The first line must name the columns: rule,code."),
        (["code,rule", "CYP10210,1"], "The first line must name"),
        (["rule,code", "0,CYP10210"], "Line 2: there is no such rule. Write a number from 1 to 586."),
        (["rule,code", "587,CYP10210"], "Line 2: there is no such rule"),
        (["rule,code", "x,CYP10210"], "Line 2: there is no such rule"),
        (["rule,code", "1,CYP10210", "2,MHS10210"], "Line 3: this is no code of CSDS"),
        (["rule,code", "1"], "Line 2: this is no code of CSDS"),
        (["rule,code", "1,CYP10210", "1,CYP10211"], "Line 3: rule 1 was named before"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(lines: list[str], words: str) -> None:
    with pytest.raises(RuleCodesFault, match=words):
        rule_codes(lines, len(SPECIFICATION.rules))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    with pytest.raises(RuleCodesFault, match=r"codes\.csv cannot be read"):
        load_rule_codes(path, 586)
    path.write_bytes(b"\xff\xfe\x00rule")
    with pytest.raises(RuleCodesFault, match=r"codes\.csv cannot be read"):
        load_rule_codes(path, 586)
    path.write_text("rule,code\n7,CYP00101\n", encoding="utf-8-sig")
    assert load_rule_codes(path, 586) == {7: "CYP00101"}
