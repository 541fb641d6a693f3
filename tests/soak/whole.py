"""Whether the record holds forms whole: each encounter with all that its form said, once, and with its audit event."""

import json
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import text

from app.access.audit import AuditAction
from app.clinical.encounter import Encounter, Outcome
from app.clinical.needs import Change, GroupAnswer
from app.identity import Identity, parse_identity, shown
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from app.wiring import Installation
from benchmarks.busy_clinics import organisation_of
from benchmarks.busy_visits import CARRIED
from benchmarks.visit_form import WEEKS, Fields, value, values
from tests.soak.saves import Sent
from tests.store.raw import connected

Rows = dict[int, int]
"""How many rows each encounter has in a table."""


def recorded_forms(database_url: str) -> dict[str, int]:
    """The encounter of each form that was recorded; fails when one was recorded twice."""
    with connected(database_url) as connection:
        rows = connection.execute(text("SELECT form_token, id FROM encounter WHERE form_token IS NOT NULL")).all()
    assert max(Counter(token for token, _ in rows).values(), default=1) == 1
    return {row.form_token: row.id for row in rows}


def expect_whole(service: Installation, sent: Iterable[Sent]) -> None:
    """Every form that is recorded is there as it was sent; every acknowledged one is recorded, or its draft is kept."""
    url = service.settings.database_url
    recorded, drafts = recorded_forms(url), _drafts(url)
    for form in sent:
        encounter = recorded.get(form.token)
        if form.encounter is not None:
            assert encounter == parse_identity(form.encounter)
        if encounter is not None:
            assert form.token not in drafts
            _expect_as_sent(service, form, Identity(encounter))
        elif form.drafted:
            kept = json.loads(drafts[form.token])
            assert kept == _draft_of(form.fields)


def expect_no_halves(service: Installation) -> None:
    """Every encounter of the record, whoever recorded it, has its rows and one event; no row or event has none."""
    url = service.settings.database_url
    recorded = recorded_forms(url)
    statements, new = _rows(url, "need_statement"), _rows(url, "need_statement", "change = 'new'")
    needs, activities = _rows(url, "need"), _rows(url, "care_activity")
    events = _events(url)
    with connected(url) as connection:
        encounters = set(connection.execute(text("SELECT id FROM encounter")).scalars())
    earlier = encounters - set(recorded.values())
    assert all(statements[each] == needs[each] == CARRIED and activities[each] == 1 for each in earlier)
    assert new == needs
    for found in (statements, needs, activities, _rows(url, "encounter_group"), events):
        assert set(found) == encounters
    assert set(events.values()) == {1}
    report = service.store.accounts.verify_audit()
    assert report.faults == ()
    if url.startswith("sqlite"):
        with connected(url) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def _rows(url: str, table: str, condition: str = "version = 1") -> Rows:
    statement = f"SELECT encounter, count(*) AS times FROM {table} WHERE {condition} GROUP BY encounter"  # noqa: S608
    with connected(url) as connection:
        return {row.encounter: row.times for row in connection.execute(text(statement))}


def _events(url: str) -> Rows:
    statement = text("SELECT subject, count(*) AS times FROM audit_event WHERE action = :action GROUP BY subject")
    with connected(url) as connection:
        found = connection.execute(statement, {"action": AuditAction.ENCOUNTER_RECORDED.value})
        return {row.subject: row.times for row in found}


def _drafts(url: str) -> dict[str, str]:
    with connected(url) as connection:
        rows = connection.execute(text("SELECT form_token, fields FROM draft")).all()
    return {row.form_token: row.fields for row in rows}


def _draft_of(fields: Fields) -> dict[str, list[str]]:
    return {name: values(fields, name) for name, _ in fields if name not in ("proof", "action", "place")}


def _expect_as_sent(service: Installation, form: Sent, identity: Identity) -> None:
    with service.store.records(organisation_of(form.who)) as records:
        (encounter,) = records.encounter_versions(identity)
    fields = form.fields
    assert shown(encounter.child) == value(fields, "child")
    assert _changes(encounter) == _changes_sent(fields)
    assert {each.group.value: each.answer for each in encounter.groups} == _groups_sent(fields, service.refset)
    with_whom = [shown(each.professional) for each in encounter.activities[1:] if each.professional]
    assert with_whom == [each for each in values(fields, "with_professional") if each]
    assert [each.minutes for each in encounter.activities] == [int(value(fields, "minutes")), 20][: len(with_whom) + 1]
    assert {each.value for each in encounter.present} == set(values(fields, "present"))
    assert encounter.outcome is Outcome.REVIEW
    assert encounter.next_appointment is not None
    assert encounter.next_appointment.weeks == int(WEEKS)
    assert encounter.form_digest is not None


def _changes(encounter: Encounter) -> set[tuple[str, Change]]:
    """What is said of each need: of a new one by its concept, of a known one by its identity."""
    said = {
        (str(each.concept) if each.change is Change.NEW else shown(each.need), each.change)
        for each in encounter.statements
    }
    assert len(said) == len(encounter.statements)
    return said


def _changes_sent(fields: Fields) -> set[tuple[str, Change]]:
    said = set()
    for key in values(fields, "need"):
        here, known = value(fields, f"{key}.here") == "yes", value(fields, f"{key}.id")
        if not known:
            said.add((value(fields, f"{key}.concept"), Change.NEW))
        else:
            said.add((known, Change.REVIEWED_UNCHANGED if here else Change(value(fields, f"{key}.away"))))
    return said


def _groups_sent(fields: Fields, refset: Refset) -> dict[str, GroupAnswer]:
    """The answers chosen; a group of which a need was affirmed was asked about in any case."""
    answers = {
        name.removeprefix("group."): GroupAnswer(text)
        for name, text in fields
        if name.startswith("group.") and text != GroupAnswer.NOT_ASKED.value
    }
    for key in values(fields, "need"):
        member = refset.member(ConceptId(int(value(fields, f"{key}.concept"))))
        if value(fields, f"{key}.here") == "yes" and member is not None:
            answers.setdefault(member.group.value, GroupAnswer.SOME)
    return answers
