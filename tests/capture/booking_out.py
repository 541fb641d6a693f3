"""The booking-out form as somebody without scripts fills it in, and what was recorded of it."""

import re

from app.clinical.needs import Change
from app.identity import parse_identity
from tests.service import HERE, Answer, Service, Visitor
from tests.web.page_text import Fields, FormText
from tests.web.places import open_appointments

PALSY, GASTROSTOMY, COELIAC, EPILEPSY = "128188000", "302109006", "396331005", "84757009"
CARE_DAY_AND_NIGHT = "240451000000106"
BY_SCRIPT = HERE | {"accept": "application/json"}
_TABLES = ("encounter", "need", "need_statement", "child_fact", "referral", "draft", "audit_event")


def form_of(visitor: Visitor, path: str, query: str = "") -> FormText:
    answer = visitor.get(path + query)
    assert answer.status == 200, answer.page.words
    return answer.page.form(path)


def new_path(service: Service, place: int = 0) -> str:
    return f"/appointments/{open_appointments(service)[place][0]}/encounter"


def independent_child(service: Service) -> tuple[str, str, str]:
    """The first appointment of the day of a child who never needed technology or care, with child and referral."""
    needed = (
        "select 1 from need_statement where child = ?"
        " and need_group in ('technology_dependency', 'round_the_clock_care')"
    )
    return next(each for each in open_appointments(service) if not service.rows(needed, parse_identity(each[1])))


def unscheduled_path(service: Service, place: int = 0) -> str:
    """Where a visit without an appointment is recorded: of a child, as often as one likes."""
    _, child, referral = open_appointments(service)[place]
    return f"/children/{child}/referrals/{referral}/encounter"


def press(visitor: Visitor, path: str, fields: Fields, action: str, **typed: str | list[str]) -> Fields:
    """The fields of the form after one of its buttons was pressed."""
    answer = visitor.post(path, {**fields, **typed, "action": action})
    assert answer.status == 200, answer.page.words
    return answer.page.form(path).fields


def added(visitor: Visitor, path: str, fields: Fields, concept: str) -> Fields:
    """The fields after a press of the button of a member that was found or offered."""
    return press(visitor, path, fields, f"add:{concept}")


def key_of(fields: Fields, concept: str) -> str:
    """The key of the need of a concept."""
    return next(key for key in fields["need"] if fields[f"{key}.concept"] == [concept])


def keys_of(fields: Fields) -> dict[str, str]:
    """The key of each coded need on the form by its concept."""
    return {fields[f"{key}.concept"][0]: key for key in fields.get("need", []) if fields[f"{key}.concept"] != [""]}


def save(visitor: Visitor, path: str, fields: Fields, **changes: str | list[str]) -> Answer:
    return visitor.post(path, {**fields, "action": "save", "outcome": "review", **changes})


def saved(visitor: Visitor, path: str, fields: Fields, **changes: str | list[str]) -> str:
    """Save, and where the encounter is shown."""
    answer = save(visitor, path, fields, **changes)
    assert answer.status == 303, answer.page.words
    return answer.location.split("?")[0]


def said_at(service: Service, record: str) -> dict[str, Change]:
    """What the current version of an encounter says of each need, by its concept, or its words where it has none."""
    found = service.rows(
        "select coalesce(cast(s.concept as text), s.term), s.change from need_statement s where s.encounter = ?"
        " and s.version = (select max(version) from encounter where id = ?)",
        *[parse_identity(record.removeprefix("/encounters/"))] * 2,
    )
    return {str(concept): Change(str(change)) for concept, change in found}


def groups_at(service: Service, record: str) -> dict[str, str]:
    """Which groups an encounter says were asked about, and what came of it."""
    found = service.rows(
        "select need_group, answer from encounter_group where encounter = ?",
        parse_identity(record.removeprefix("/encounters/")),
    )
    return {str(group): str(answer) for group, answer in found}


def rows_of(service: Service) -> dict[str, int]:
    """How many rows every table has that a form writes to."""
    counts = " union all ".join(f"select '{table}', count(*) from {table}" for table in _TABLES)  # noqa: S608
    return {str(table): int(str(count)) for table, count in service.rows(counts)}


def fault_links(answer: Answer) -> list[str]:
    """Where the links of the error summary lead, each to an element that is on the page."""
    found = re.search(r'id="summary">(.*?)</div>', answer.text, re.DOTALL)
    anchors = re.findall(r'href="#([^"]*)"', found[1]) if found else []
    missing = [anchor for anchor in anchors if anchor not in answer.page.identifiers]
    assert missing == [], missing
    return anchors
