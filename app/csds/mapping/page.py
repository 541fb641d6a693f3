"""The page of the mapping, in Markdown."""

from collections.abc import Iterator

from app.csds.mapping.fields import FieldMapping, field_mappings
from app.csds.specification import Specification

_HEAD = """# CSDS: from what each field is made

Every field of the Community Services Data Set {version} ({standard}), by table: from which items of the
[data dictionary](data-dictionary.md), by which rule, or why it is left blank. What was never asked is blank, or the
code for not known where the standard would reject a blank: never "no".

This page is written by `everyneed csds mapping` from `app/csds/mapping`. Change the mapping, not this page.

{filled} of {all} fields are filled where their value is known. Tables none of whose fields are filled are in every
file, empty.
"""


def mapping_page(specification: Specification) -> str:
    """The page docs/csds-mapping.md."""
    mappings = field_mappings()
    of = {(each.table, each.field): each for each in mappings}
    parts = [
        _HEAD.format(
            version=specification.version,
            standard=specification.standard,
            filled=sum(each.filled for each in mappings),
            all=len(mappings),
        )
    ]
    for table in specification.tables:
        parts += [f"\n## {table.name}\n", "\n| Field | From | Rule, or why not |\n| --- | --- | --- |\n"]
        parts += [_row(of[table.name, column]) for column in table.columns]
    return "".join(parts)


def _row(mapping: FieldMapping) -> str:
    sources = ", ".join(f"`{each}`" for each in mapping.sources)
    words = "".join(_sentence(mapping))
    return f"| `{mapping.field}` | {sources} | {words} |\n"


def _sentence(mapping: FieldMapping) -> Iterator[str]:
    words = mapping.rule or mapping.why_not
    if not mapping.filled:
        yield "Blank: "
        yield words
    elif words:
        yield words[0].upper()
        yield words[1:]
