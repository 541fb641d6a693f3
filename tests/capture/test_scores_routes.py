"""Scores through the door: asked once tools are loaded, recorded, told, amended, and there again in a draft."""

from pathlib import Path

import pytest

from app.csds.lists.kinds import ListKind
from app.csds.lists.writer import keep_list
from app.identity import parse_identity
from tests.capture.booking_out import fault_links, form_of, new_path, save, saved, unscheduled_path
from tests.capture.test_draft_routes import keep
from tests.service import Service, Visitor

ASSESSMENTS = """concept,name,least,most,decimals,also
138875005,Gross motor score,0,60,1,
116680003,Fine motor score,0,9,0,NA
"""


def load_tools(service: Service, folder: Path, text: str = ASSESSMENTS) -> None:
    path = folder / "own.csv"
    path.write_text(text)
    keep_list(ListKind.ASSESSMENTS, [path], service.settings.csds_lists)


def scores_of(service: Service, record: str) -> list[tuple[object, ...]]:
    """The scores of every version of an encounter."""
    identity = parse_identity(record.removeprefix("/encounters/"))
    return service.rows(
        "select version, concept, score, completed_on from encounter_score where encounter = ? "
        "order by version, ordinal",
        identity,
    )


@pytest.fixture
def path(service: Service) -> str:
    return new_path(service)


def test_nothing_is_asked_until_tools_are_loaded_and_then_at_once(
    service: Service, clinician: Visitor, path: str, tmp_path: Path
) -> None:
    assert "Assessment scores" not in clinician.get(path).text
    load_tools(service, tmp_path)
    page = clinician.get(path)
    assert '<details class="en-details" id="scores-more">' in page.text
    assert page.page.form(path).fields["score_tool"] == ["", ""]


def test_scores_are_recorded_told_and_amended(service: Service, clinician: Visitor, path: str, tmp_path: Path) -> None:
    load_tools(service, tmp_path)
    fields = form_of(clinician, path).fields
    filled = {
        "score_tool": ["138875005", "116680003"],
        "score_value": ["38.5", "NA"],
        "score_on": ["", "1/10/2020"],
    }
    record = saved(clinician, path, fields, **filled)
    assert scores_of(service, record) == [(1, 138875005, "38.5", None), (1, 116680003, "NA", "2020-10-01")]
    shown = clinician.get(record)
    told = "Gross motor score: 38.5; Fine motor score: NA (completed 01-Oct-2020)"
    assert told in shown.page.words
    assert "- Fine motor score: NA (completed 01-Oct-2020)" in shown.text
    amendment = f"{record}/amendment"
    again = form_of(clinician, amendment)
    assert again.fields["score_value"] == ["38.5", "NA", "", ""]
    rescored = ["39", "NA", "", ""]
    assert saved(clinician, amendment, again.fields, amendment_reason="Scored anew", score_value=rescored) == record
    assert scores_of(service, record)[2:] == [(2, 138875005, "39", None), (2, 116680003, "NA", "2020-10-01")]


def test_an_amendment_keeps_what_the_list_no_longer_has(
    service: Service, clinician: Visitor, path: str, tmp_path: Path
) -> None:
    load_tools(service, tmp_path)
    fields = form_of(clinician, path).fields
    record = saved(clinician, path, fields, score_tool=["138875005", ""], score_value=["38.5", ""])
    (service.settings.csds_lists / "assessments.csv").unlink()
    amendment = f"{record}/amendment"
    again = form_of(clinician, amendment).fields
    saved(clinician, amendment, again, amendment_reason="The length was wrong", minutes="25")
    assert scores_of(service, record) == [(1, 138875005, "38.5", None), (2, 138875005, "38.5", None)]


def test_what_is_wrong_is_told_at_its_row_and_nothing_is_recorded(
    service: Service, clinician: Visitor, path: str, tmp_path: Path
) -> None:
    load_tools(service, tmp_path)
    fields = form_of(clinician, path).fields
    filled = {
        "score_tool": ["138875005", "116680003", "", "128188000"],
        "score_value": ["61", "", "4", "1"],
        "score_on": ["", "", "", "nonsense"],
    }
    answer = save(clinician, path, fields, **filled)
    assert answer.status == 422
    assert fault_links(answer) == ["score-1-value", "score-2", "score-3-on"]
    assert 'id="scores-more"' in answer.text
    assert answer.page.form(path).fields["score_value"] == ["61", "", "4", "1", "", ""]
    mended = {"score_tool": ["138875005", "", "128188000"], "score_value": ["61", "", "1"], "score_on": ["", "", ""]}
    assert fault_links(save(clinician, path, fields, **mended)) == ["score-0-value", "score-2"]
    assert service.rows("select count(*) from encounter_score") == [(0,)]


def test_a_draft_keeps_its_rows(service: Service, clinician: Visitor, tmp_path: Path) -> None:
    load_tools(service, tmp_path)
    path = unscheduled_path(service)
    fields = form_of(clinician, path).fields
    filled = {**fields, "score_tool": ["", "116680003"], "score_value": ["", "7"], "score_on": ["", ""]}
    assert keep(clinician, path, filled).status == 200
    again = clinician.get(path).page.form(path)
    assert again.fields["score_tool"][:2] == ["", "116680003"]
    assert again.fields["score_value"][:2] == ["", "7"]
