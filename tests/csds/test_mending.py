"""A problem leads to the page, and where there is one to the field, on which it is mended."""

import pytest

from app.csds.mending import place_to_mend
from app.identity import Identity, shown

ORIGIN = Identity(7_000_001)
CHILD = f"/children/{shown(ORIGIN)}"


@pytest.mark.parametrize(
    ("table", "field", "place"),
    [
        ("CYP001MPI", "Postcode", "/registration"),
        ("CYP001MPI", None, "/registration"),
        ("CYP001MPI", "Safeguarding_Indicator", "/circumstances#safeguarding_vulnerability"),
        ("CYP001MPI", "EducationAssessment", "/circumstances#educational_assessment"),
        ("CYP001MPI", "Disability_SupervisionAndCare_Indicator", "/circumstances#constant_supervision"),
        ("CYP002GP", "OrgID_GP", "/registration"),
        ("CYP003AccommType", "AccommStatus_Date", "/circumstances#accommodation"),
        ("CYP003AccommType", "LocalPatientID", "/registration"),
        ("CYP007EmpStatus", "WeeklyHoursWorked", "/circumstances#employment"),
        ("CYP008OverseasVisitorChargCat", "OvsVisChCatEndDate", "/circumstances#overseas_visitor_category"),
        ("CYP401SpEdNeedId", "EducationNeed_Type", "/circumstances#sen_type"),
        ("CYP402SVF", "SafeguardingFactors_Type", "/circumstances#safeguarding_factor"),
        ("CYP403CPP", "CPP_StartDate", "/circumstances#child_protection_plan"),
        ("CYP602DisabilityType", "DisabilityImpactPerception", "/circumstances#disability_question"),
        ("CYP602DisabilityType", None, "/circumstances#disability_question"),
    ],
)
def test_what_is_known_of_a_child_leads_to_its_page_and_field(table: str, field: str | None, place: str) -> None:
    assert place_to_mend(table, ORIGIN, field) == CHILD + place


def test_what_is_of_no_record_leads_nowhere() -> None:
    assert place_to_mend("CYP003AccommType", 0, "AccommStatus") == ""
    assert place_to_mend(None, ORIGIN) == ""
