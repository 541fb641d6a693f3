"""Every item of the catalogue is kept in a column of the store."""

import pytest

from app.clinical.catalogue import CATALOGUE, Item, Obligation
from app.store.tables import METADATA

TABLES = {
    "Demographics": "child_demographics",
    "ChildIdentifier": "child_identifier",
    "ChildFact": "child_fact",
    "Referral": "referral",
    "TeamReferral": "referral_team",
    "WaitingTime": "referral_waiting",
    "GroupSession": "group_session",
    "Team": "team",
    "Clinic": "clinic",
    "Appointment": "appointment",
    "Encounter": "encounter",
    "Contact": "encounter",
    "NextAppointment": "encounter",
    "Growth": "encounter",
    "CareActivity": "care_activity",
    "CodedItem": "care_activity",
    "AssessmentScore": "encounter_score",
    "CareProfessional": "care_professional",
    "GroupAsked": "encounter_group",
    "Statement": "need_statement",
    "Source": "need_statement",
}
RENAMED = {
    "Appointment.on": "held_on",
    "Appointment.at": "held_at",
    "Contact.on": "contact_on",
    "Contact.at": "contact_at",
    "Contact.minutes": "contact_minutes",
    "NextAppointment.weeks": "next_weeks",
    "NextAppointment.clinic": "next_clinic",
    "NextAppointment.minutes": "next_minutes",
    "CareActivity.procedure": "procedure_code",
    "CareActivity.finding": "finding_code",
    "CareActivity.observation": "observation_code",
    "Statement.group": "need_group",
    "Statement.primary": "is_primary",
}


def column_of(item: Item) -> tuple[str, str]:
    """(table, column) where an item is kept; the parts of a coded item are columns named by the item."""
    owner, field = item.held
    column = item.key.split(".")[-1] if owner == "CodedItem" else RENAMED.get(f"{owner}.{field}", field)
    return TABLES[owner], column


@pytest.mark.parametrize("item", CATALOGUE, ids=lambda item: item.key)
def test_every_item_has_its_column(item: Item) -> None:
    table, column = column_of(item)
    assert column in METADATA.tables[table].columns


@pytest.mark.parametrize(
    "item", [each for each in CATALOGUE if each.obligation is Obligation.MANDATORY], ids=lambda item: item.key
)
def test_a_mandatory_item_is_never_empty_where_the_core_demands_it(item: Item) -> None:
    """A child without a local identifier, and a need in the clinician's own words, may be recorded, not submitted; that
    there are no further reasons for a referral is said by leaving them blank."""
    table, column = column_of(item)
    optional = {"child.local_identifier_issuer", "statement.concept", "referral.further_reasons"}
    facts = item.key.startswith("fact.")
    assert METADATA.tables[table].columns[column].nullable is (item.key in optional or facts)


def test_the_columns_asked_for_would_be_missed() -> None:
    assert "weather" not in METADATA.tables["encounter"].columns
