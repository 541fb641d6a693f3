"""The fifth child of the golden month: not seen in it, with a referral closed in it, and little known."""

from datetime import date

from app.clinical.child import FactAnswer, FactKind, Gender
from app.clinical.needs import Certainty, Change
from app.clinical.plan import Growth, OnwardReferral
from app.clinical.referral import TeamReferral
from app.csds.ports import ChildRecord
from tests.csds.rows.expecting import Rows, row
from tests.csds.rows.golden_noting import came, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    ANXIETY,
    HEARING_AID,
    HOUSING,
    PAEDIATRICS,
    PALSY,
    SUPPORT,
    VENTILATOR,
)

_CHILD = child(
    "E",
    None,
    Gender.NOT_KNOWN,
    (),
    (
        fact("EF1", FactKind.GP_PRACTICE, "A81009"),
        fact("EF2", FactKind.EDUCATIONAL_ASSESSMENT, "01", date(2026, 9, 16)),
        fact("EF3", FactKind.CONSTANT_SUPERVISION, "N", date(2026, 9, 16)),
        fact("EF4", FactKind.CONSTANT_SUPERVISION, "Y", date(2026, 9, 17)),
        fact("EG1", FactKind.SEN_TYPE, FactAnswer.NONE, date(2026, 9, 16)),
    ),
)
_EARLIER = encounter(
    "EC0",
    "E",
    "ER1",
    came(date(2026, 5, 4)),
    said("EN1", PALSY),
    said("EN2", VENTILATOR),
    said("EN3", HOUSING, certainty=Certainty.REPORTED, by=None),
    said("EN4", HEARING_AID),
    said("EN5", SUPPORT, certainty=Certainty.REPORTED, by=None),
)
_LAST = encounter(
    "EC1",
    "E",
    "ER1",
    came(date(2026, 9, 16)),
    said("EN1", PALSY, Change.ENTERED_IN_ERROR),
    said("EN2", VENTILATOR, Change.RESOLVED),
    said("EN3", HOUSING, Change.CARRIED, Certainty.REPORTED, by=None),
    said("EN4", HEARING_AID, Change.CARRIED),
    said("EN5", SUPPORT, Change.RESOLVED, Certainty.REPORTED, by=None),
    said("EN6", ANXIETY, certainty=Certainty.SUSPECTED),
    said("EN7", VENTILATOR, certainty=Certainty.SUSPECTED),
    growth=Growth(20_000, 1_100),
    onward_referrals=(OnwardReferral("17", "RYY"),),
)

RECORD = ChildRecord(
    _CHILD,
    (
        referral(
            "ER1",
            "E",
            date(2026, 4, 1),
            TeamReferral(PAEDIATRICS, "06", date(2026, 10, 2), "04"),
            commissioner="",
        ),
    ),
    (_EARLIER, _LAST),
    {},
)

# Every team closed the referral on 2 October, so that it stands as at the last contact, 16 September. The housing was
# last affirmed, not only carried, in May.
ROWS: Rows = (
    row(
        "CYP001MPI",
        LocalPatientID="000000000000E",
        OrgID_LocalPatientID="RXX",
        Gender="X",
        Disability_SupervisionAndCare_Indicator="N",
        EducationAssessment="01",
    ),
    row("CYP002GP", LocalPatientID="000000000000E", OrgID_GP="A81009"),
    row(
        "CYP006SocPerCircumstances",
        LocalPatientID="000000000000E",
        SNOMED_ID="105531004",
        Circumstance_RecordedDate=date(2026, 5, 4),
    ),
    row("CYP404AssTechToSupportDisTyp", LocalPatientID="000000000000E", SNOMED_ID="285055002"),
    row(
        "CYP101Referral",
        ServiceRequestID="0000000000ER1",
        LocalPatientID="000000000000E",
        ReferralRequest_ReceivedDate=date(2026, 4, 1),
    ),
    row(
        "CYP102ServiceTypeReferredTo",
        ServiceRequestID="0000000000ER1",
        TeamID_Local="CCH",
        TeamType="06",
        Referral_ClosureDate=date(2026, 10, 2),
        Referral_ClosureReason="04",
    ),
    row("CYP606ProvDiag", ServiceRequestID="0000000000ER1", Diagnosis_Scheme="06", ProvisionalDiagnosis="197480006"),
)
