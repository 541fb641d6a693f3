"""The data dictionary as a page of Markdown: every item, then every list of answers."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.clinical.code_lists import CodeList
from app.clinical.items import AnswerKind, Item, Section

_HEAD = """# Data dictionary

What EveryNeed records, item by item: the words on the form, the answers, how binding the item is in the Community
Services Data Set (CSDS v1.6, DAPB1069), where it goes in CSDS and in HL7 FHIR R4 (extensions by the last part of
their url, those of UK Core by slice name), and where the record holds it.

This page is written by `everyneed docs data-dictionary` from `app/clinical/catalogue.py`. Change the catalogue, not
this page.

Obligation: *mandatory* and *required* items of CSDS must be sent where they apply (a row without a mandatory item is
refused); *ours* is not an item of CSDS, or reaches it only through another item. An item that was never asked has no
answer: absence is never "no".
"""


def page_of(items: Iterable[Item], default_codes: Mapping[str, CodeList]) -> str:
    """The page: a table for each section, the default codes, and the lists. `default_codes` are by item key."""
    items = tuple(items)
    parts = [_HEAD]
    for section in Section:
        rows = [_item_row(each) for each in items if each.section is section]
        parts.append(
            _table(
                f"## {section.value}", ("Key", "Wording", "Answers", "Obligation", "CSDS", "FHIR", "Held", "Note"), rows
            )
        )
    rows = [
        (f"`{code}`", words, f"`{key}`") for key, codes in default_codes.items() for code, words in coded_answers(codes)
    ]
    parts.append(_table("## Default codes of organisations", ("Code", "Stands for", "Item"), rows))
    parts.append("## Lists of answers\n")
    for name, answers in _lists(items).items():
        parts.append(_table(f"### {name}", ("Code", "Answer"), [(f"`{code}`", words) for code, words in answers]))
    return "\n".join(parts)


def answers_name(item: Item) -> str:
    """What an item's answers are called: the list's name, the enumeration's, or the form's wording."""
    if isinstance(item.answers, CodeList):
        return item.answers.name
    return item.answers.value if isinstance(item.answers, AnswerKind) else item.answers.__name__


def _item_row(item: Item) -> tuple[str, ...]:
    answers = answers_name(item)
    if item.length is not None:
        shortest, longest = item.length
        answers += f", {shortest} characters" if shortest == longest else f", {shortest} to {longest} characters"
    return (
        f"`{item.key}`",
        f"{item.wording}. {item.hint}." if item.hint else item.wording,
        answers,
        item.obligation.value,
        "; ".join(f"{place.table} {place.element}" for place in item.csds),
        f"`{item.fhir}`" if item.fhir else "",
        f"`{'.'.join(item.held)}`",
        item.note,
    )


def _lists(items: Iterable[Item]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every list and enumeration in use, in order of first use, each once."""
    return {
        answers_name(item): coded_answers(item.answers) for item in items if not isinstance(item.answers, AnswerKind)
    }


def coded_answers(answers: CodeList | type[StrEnum]) -> tuple[tuple[str, str], ...]:
    """The codes of a list or an enumeration with their wording, in order; "" where the wording is the code itself."""
    if isinstance(answers, CodeList):
        return tuple((code, "" if words == code else words) for code, words in answers.answers.items())
    return tuple((member.value, _words(member)) for member in answers)


def _words(member: StrEnum) -> str:
    """The enumeration's own wording, else its name in words."""
    words = getattr(member, "words", None)
    return words if isinstance(words, str) else member.name.replace("_", " ").capitalize()


def _table(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heading, "", _row(columns), _row(tuple("---" for _ in columns))]
    lines += [_row(tuple(cell.replace("|", "\\|") for cell in row)) for row in rows]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
