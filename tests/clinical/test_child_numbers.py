"""Which status fits an NHS number or its absence, and who issues local identifiers."""

from datetime import date, timedelta

import pytest

from app.clinical.child_numbers import StatusFault, issuer_of, status_by_default, status_fault, usual_issuer
from app.clinical.code_lists import NHS_NUMBER_STATUS

TODAY = date(2026, 11, 24)
SIX_WEEKS_AGO = TODAY - timedelta(weeks=6)


@pytest.mark.parametrize("code", ["01", "02", "03", "04", "05", "06"])
def test_a_status_of_a_number_that_is_present_goes_with_one(code: str) -> None:
    assert status_fault(code, numbered=True, born=None, today=TODAY) is None


@pytest.mark.parametrize("code", ["03", "04", "05", "06", "07", "08"])
def test_a_status_of_a_number_that_is_absent_goes_without_one(code: str) -> None:
    assert status_fault(code, numbered=False, born=None, today=TODAY) is None


def test_a_status_that_says_otherwise_does_not_fit() -> None:
    assert {status_fault(code, numbered=True, born=None, today=TODAY) for code in ("07", "08")} == {
        StatusFault.WITH_NUMBER
    }
    assert {status_fault(code, numbered=False, born=None, today=TODAY) for code in ("01", "02")} == {
        StatusFault.WITHOUT_NUMBER
    }
    assert status_fault("09", numbered=True, born=None, today=TODAY) is StatusFault.UNKNOWN


def test_a_trace_is_postponed_for_babies_under_six_weeks_alone() -> None:
    assert status_fault("08", numbered=False, born=SIX_WEEKS_AGO, today=TODAY) is StatusFault.NOT_A_BABY
    assert status_fault("08", numbered=False, born=SIX_WEEKS_AGO + timedelta(1), today=TODAY) is None


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("born", [None, SIX_WEEKS_AGO, TODAY])
def test_the_status_by_default_always_fits(numbered: bool, born: date | None) -> None:
    code = status_by_default(numbered=numbered, born=born, today=TODAY)
    assert code in NHS_NUMBER_STATUS
    assert status_fault(code, numbered=numbered, born=born, today=TODAY) is None


def test_the_status_by_default_claims_no_trace() -> None:
    assert status_by_default(numbered=True, born=TODAY, today=TODAY) == "02"
    assert status_by_default(numbered=False, born=SIX_WEEKS_AGO, today=TODAY) == "03"
    assert status_by_default(numbered=False, born=None, today=TODAY) == "03"
    assert status_by_default(numbered=False, born=SIX_WEEKS_AGO + timedelta(1), today=TODAY) == "08"


def test_an_issuer_of_local_identifiers_has_3_to_5_characters() -> None:
    assert issuer_of(" rxx ") == "RXX"
    assert (usual_issuer("RXX01"), usual_issuer("RXX011")) == ("RXX01", "")
    for code in ("RX", "RXX011", "R X"):
        with pytest.raises(ValueError, match=r"letters and digits"):
            issuer_of(code)
