"""The sessions of a month: by day, without those entered in error, whatever order they are read in."""

from dataclasses import replace

from app.csds.mending import place_to_mend
from app.csds.rows.sessions import session_rows
from tests.csds.rows.expecting import declared
from tests.csds.rows.golden_service import MONTH, known
from tests.csds.rows.golden_sessions import SESSIONS


def test_sessions_are_stated_by_day_each_from_its_own_record() -> None:
    made = list(session_rows(SESSIONS, MONTH))
    assert [each.values["GroupSessionID"] for each in made] == ["0000000000GS1", "0000000000GS2", "0000000000GS3"]
    assert [each.origin for each in made] == [known("GS1"), known("GS2"), known("GS3")]
    assert list(session_rows(reversed(SESSIONS), MONTH)) == made
    assert all(tuple(each.values) == declared()[each.table] for each in made)


def test_a_session_entered_in_error_leaves() -> None:
    struck = [replace(each, entered_in_error=True) for each in SESSIONS]
    assert list(session_rows(struck, MONTH)) == []


def test_the_identifier_fits_the_standard_and_a_stranger_who_led_is_nobody() -> None:
    (made,) = session_rows([replace(SESSIONS[3], professional=known("G0NE"))], MONTH)
    assert len(str(made.values["GroupSessionID"])) <= 20
    assert made.values["CareProfessionalID_Local"] is None


def test_a_problem_of_a_session_is_mended_on_its_own_form() -> None:
    assert place_to_mend("CYP301GroupSession", known("GS1")) == "/group-sessions/0000000000GS1"
    assert place_to_mend("CYP104RTT", known("R1")) == place_to_mend("CYP103OtherReasonReferral", known("R1"))
    assert place_to_mend("CYP104RTT", known("R1")) == "/referrals/00000000000R1"
