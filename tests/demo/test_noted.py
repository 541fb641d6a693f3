"""What the demonstration's commissioner noted: it could have been typed, and stands between two quarters."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.demo.noted import noted_actions, noted_change
from app.reports.actions import Progress, action_faults
from app.reports.changes import change_faults
from app.reports.measures import CARDS
from app.reports.periods import complete_before
from tests.service import Service

DAYS = st.dates(date(2021, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_the_change_began_with_the_last_quarter_that_is_over(today: date) -> None:
    assert noted_change(today).began == complete_before(today).first


@given(DAYS)
def test_whatever_the_day_it_could_have_been_typed(today: date) -> None:
    change = noted_change(today)
    assert change_faults(*change) == {}
    assert all(measure in CARDS for measure in change.measures)
    assert sorted(change.measures, key=list(CARDS).index) == list(change.measures)
    for action in noted_actions(today):
        assert action_faults(action.what, action.owner, action.due) == {}
        assert action.measure in CARDS
        assert Progress(action.progress).words
        assert action.due > today


def test_loading_the_demonstration_notes_it_as_the_commissioner_through_the_audit_trail(
    shared_service: Service,
) -> None:
    of = "from audit_event join account on account.id = audit_event.account and username = 'commissioner'"
    acts = ("change of a service recorded", "action about a report recorded")
    written = [shared_service.rows(f"select detail {of} where action = ? order by at, detail", act) for act in acts]
    assert ("local_authority ZE901, version 1",) in written[0]
    for measure in ("wait_diagnosis", "school_time"):
        assert (f"local_authority ZE901, {measure}, version 1",) in written[1]
    began = noted_change(shared_service.day).began.isoformat()
    assert shared_service.rows("select area from report_change where began = ? and version = 1", began)[0] == ("ZE901",)
