"""Version 1.6 as declared equals the facts that were gathered on their own, in the tables beside this test."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from app.csds.specification import Field, Rule, Severity, Table
from app.csds.versions import specification_of

FACTS = Path(__file__).parent / "facts"
SPECIFICATION = specification_of(date(2026, 10, 1))


def _facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_fact(table: Table, field: Field) -> dict[str, str]:
    return {
        "table": table.name,
        "field": field.name,
        "dictionary_name": field.dictionary_name,
        "kind": field.kind.value,
        "format": field.format,
        "longest": "" if field.longest is None else str(field.longest),
        "requirement": field.requirement.value,
        "inferred": "yes" if field.inferred else "",
        "codes": " ".join(code for code, _ in field.values),
        "defaults": " ".join(code for code, _ in field.defaults),
        "key": "PK" if field.is_key else "",
        "references": ".".join(field.references or ()),
        "note": field.note,
    }


def _rule_fact(rule: Rule) -> tuple[str, ...]:
    of_file = rule.severity is Severity.REJECT_FILE
    return (
        "" if of_file else rule.table or "",
        " ".join(rule.fields),
        rule.condition,
        rule.severity.value,
        rule.basis.value,
        rule.code,
        rule.analogue,
    )


def test_the_37_tables_are_those_of_the_facts_in_their_order() -> None:
    declared = [
        {
            "table": table.name,
            "description": table.description,
            "occurrence": table.occurrence,
            "mandatory": "yes" if table.mandatory else "",
            "natural_key": " ".join(table.natural_key),
        }
        for table in SPECIFICATION.tables
    ]
    assert len(declared) == 37
    assert declared == _facts("tables.csv")


def test_the_228_fields_are_those_of_the_facts_in_their_order() -> None:
    declared = [_as_fact(table, field) for table in SPECIFICATION.tables for field in table.fields]
    assert len(declared) == 228
    assert declared == _facts("fields.csv")


def test_the_586_rules_are_those_of_the_facts_one_by_one() -> None:
    declared = Counter(_rule_fact(rule) for rule in SPECIFICATION.rules)
    expected = Counter(tuple(row.values()) for row in _facts("rules.csv"))
    assert sum(declared.values()) == 586
    assert declared - expected == Counter()
    assert expected - declared == Counter()


def test_rules_are_known_as_well_as_the_facts_say() -> None:
    bases = Counter(rule.basis.value for rule in SPECIFICATION.rules)
    assert bases == {"code": 2, "stated": 13, "mandation": 93, "analogue": 341, "inferred": 137}


def test_every_rule_speaks_of_fields_of_its_table() -> None:
    for rule in SPECIFICATION.rules:
        if rule.table is not None:
            assert set(rule.fields) <= set(SPECIFICATION.table(rule.table).columns)


def test_a_reference_leads_to_a_field_that_is_there() -> None:
    for table in SPECIFICATION.tables:
        for field in table.fields:
            if field.references:
                parent, name = field.references
                assert SPECIFICATION.table(parent).field(name).kind is field.kind


def test_a_code_has_no_blanks_and_is_listed_once() -> None:
    for table in SPECIFICATION.tables:
        for field in table.fields:
            codes = [code for code, _ in field.values + field.defaults]
            assert len(codes) == len(set(codes)), field.name
            assert all(code and code == code.strip() for code in codes), field.name


def test_job_roles_have_codes_alone() -> None:
    role = SPECIFICATION.table("CYP901StaffDetails").field("JobRoleCode")
    assert len(role.values) == 308
    assert {label for _, label in role.values} == {""}
