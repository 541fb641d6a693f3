"""The page of the specification in docs/ is the one that the declarations give."""

from datetime import date
from pathlib import Path

from app.csds.specification_page import specification_page
from app.csds.versions import specification_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "csds-specification.md"
SPECIFICATION = specification_of(date(2026, 10, 1))


def test_the_page_in_the_documentation_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == specification_page(SPECIFICATION)


def test_every_field_and_every_rule_has_a_line() -> None:
    lines = specification_page(SPECIFICATION).splitlines()
    numbers = {
        int(line.split("|")[1]) for line in lines if line.startswith("| ") and line.split("|")[1].strip().isdigit()
    }
    assert numbers == set(range(1, 587))
    for table in SPECIFICATION.tables:
        start = lines.index(f"## {table.name}")
        below = lines[start : start + len(table.fields) + 8]
        for field in table.fields:
            assert any(line.startswith(f"| `{field.name}` | {field.dictionary_name} |") for line in below)


def test_every_link_leads_to_a_list() -> None:
    page = specification_page(SPECIFICATION)
    anchors = {line[4:].lower().replace(" ", "-") for line in page.splitlines() if line.startswith("### ")}
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links == anchors
