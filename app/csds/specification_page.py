"""A version of the specification as a page of Markdown: tables, fields, codes, and every rule with how it is known."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.csds.specification import Basis, Codes, Field, Requirement, Rule, Severity, Specification, Table

_REQUIREMENTS = {
    Requirement.MANDATORY: "mandatory",
    Requirement.REQUIRED: "required",
    Requirement.OPTIONAL: "optional",
    Requirement.PILOT: "pilot: not sent unless asked for",
}
_BASES = {
    Basis.CODE: "a rule of the data set whose own code is public",
    Basis.STATED: "a source states the rule for the data set, without its code",
    Basis.MANDATION: "the field is mandatory, and a missing mandatory value rejects the record",
    Basis.ANALOGUE: "the sister data set (MHSDS v6) has the rule for the like field",
    Basis.INFERRED: "the same pattern extended to this field; not confirmed",
}


def specification_page(specification: Specification) -> str:
    """The page of a version. Rules are numbered as the checks number them, from 1."""
    rules = tuple(enumerate(specification.rules, 1))
    lists = _lists(specification)
    parts = [_head(specification), _bases(specification.rules)]
    of_file = [each for each in rules if each[1].severity is Severity.REJECT_FILE]
    parts += ["## The whole file\n", _rules(of_file)]
    for table in specification.tables:
        own = [each for each in rules if each[1].table == table.name and each not in of_file]
        parts += [_table_head(table), _fields(table, lists), _rules(own)]
    parts.append("## Lists of codes\n")
    parts += [_codes(name, codes) for codes, name in lists.items()]
    return "\n".join(parts)


def _head(specification: Specification) -> str:
    fields = sum(len(table.fields) for table in specification.tables)
    return f"""# Community Services Data Set {specification.version}

{specification.standard}, template {specification.template}: {len(specification.tables)} tables, {fields} fields and
{len(specification.rules)} rules, as EveryNeed builds and checks a submission.

This page is written by `everyneed csds specification` from `app/csds/v1_6`. Change the declarations, not this page.

Requirement: a missing *mandatory* value rejects the record; a *required* one must be sent where it applies. "by
analogy" marks one that is guessed from the sister data set. The Access text sizes are in the official template alone.
"""


def _bases(rules: Sequence[Rule]) -> str:
    counted = Counter(rule.basis for rule in rules)
    rows = [
        (basis.value, words, "yes" if basis.enforced else "advice", str(counted[basis]))
        for basis, words in _BASES.items()
    ]
    head = "## How a rule is known\n\nA breach of an enforced rule stops a submission; the rest is shown as advice.\n\n"
    return head + _grid(("Basis", "Meaning", "Enforced", "Rules"), rows)


def _table_head(table: Table) -> str:
    said = [table.description + ".", f"Occurrence: {table.occurrence}." if table.occurrence else ""]
    said.append("Mandatory table." if table.mandatory else "")
    said.append(f"Natural key: {', '.join(f'`{each}`' for each in table.natural_key)}." if table.natural_key else "")
    return f"## {table.name}\n\n{' '.join(each for each in said if each)}\n"


def _fields(table: Table, lists: dict[Codes, str]) -> str:
    rows = [
        (
            f"`{field.name}`",
            field.dictionary_name,
            f"{field.kind.value}, {field.format}",
            _REQUIREMENTS[field.requirement] + (" by analogy" if field.inferred else ""),
            _values(field, lists),
            _ties(field),
        )
        for field in table.fields
    ]
    return _grid(("Field", "Data Dictionary", "Format", "Requirement", "Codes", "Notes"), rows)


def _values(field: Field, lists: dict[Codes, str]) -> str:
    said = [f"[{lists[field.values]}](#{_anchor(lists[field.values])})"] if field.values else []
    said += [f"default `{code}` {label}" for code, label in field.defaults]
    return "; ".join(said)


def _ties(field: Field) -> str:
    said = ["Key of its row." if field.is_key else ""]
    said.append(f"Refers to {'.'.join(field.references)}." if field.references else "")
    said.append(f"{field.note[0].upper()}{field.note[1:]}." if field.note else "")
    return " ".join(each for each in said if each)


def _rules(rules: Iterable[tuple[int, Rule]]) -> str:
    rows = [
        (
            str(number),
            ", ".join(f"`{each}`" for each in rule.fields) or rule.table or "",
            rule.condition,
            rule.severity.value,
            rule.basis.value,
            rule.code or (f"like {rule.analogue}" if rule.analogue else ""),
        )
        for number, rule in rules
    ]
    return _grid(("Rule", "Fields", "Breach", "Severity", "Basis", "Code"), rows)


def _lists(specification: Specification) -> dict[Codes, str]:
    """Every list once, under the name of the first field that has it, parted where two lists would share a name."""
    lists: dict[Codes, str] = {}
    for table in specification.tables:
        for field in table.fields:
            if field.values and field.values not in lists:
                taken = field.name in lists.values()
                lists[field.values] = f"{table.name} {field.name}" if taken else field.name
    return lists


def _codes(name: str, codes: Codes) -> str:
    if not any(label for _, label in codes):
        return f"### {name}\n\n{', '.join(f'`{code}`' for code, _ in codes)}\n"
    return f"### {name}\n\n" + _grid(("Code", "Meaning"), [(f"`{code}`", label) for code, label in codes])


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
