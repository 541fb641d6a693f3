"""The first child of the golden month: much is recorded of her, on two records that were merged."""

from dataclasses import replace
from datetime import date, time

from app.clinical.ages import PartialDate
from app.clinical.child import ChildIdentifier, FactKind, Gender, IdentifierKind
from app.clinical.encounter import Attendance, CodedItem, Contact, Mechanism
from app.clinical.needs import Certainty, Change
from app.clinical.plan import Growth, OnwardReferral
from app.clinical.referral import TeamReferral, WaitingTime
from app.csds.ports import ChildRecord
from tests.csds.rows.golden_noting import activity, came, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    ANXIETY,
    AT_RISK,
    CARE_PLAN,
    EPILEPSY,
    FRAGILE_X,
    GMFCS_II,
    HOUSING,
    MURMUR,
    PAEDIATRICIAN,
    PAEDIATRICS,
    PALSY,
    PHYSIOTHERAPIST,
    PHYSIOTHERAPY,
    SOCIAL_WORKER,
    SPEECH,
    SUPERVISED,
    SUPPORT,
    TIC,
    VENTILATOR,
    known,
)

_LOCAL = IdentifierKind.LOCAL

_CHILD = child(
    "A",
    date(2016, 5, 20),
    Gender.FEMALE,
    (
        ChildIdentifier(known("A01"), IdentifierKind.NHS_NUMBER, "9990000018", None, "01"),
        ChildIdentifier(known("A02"), _LOCAL, "Z9", "RYY", None),
        ChildIdentifier(known("A03"), _LOCAL, "BEFORE", "RXX", None, date(2019, 1, 1), date(2025, 12, 31)),
        ChildIdentifier(known("A04"), _LOCAL, "AB/100", "RXX", None),
    ),
    (
        fact("AF1", FactKind.POSTCODE, "ZZ99 1AA", date(2020, 2, 1)),
        fact("AF2", FactKind.POSTCODE, "ZZ99 2BB", date(2026, 10, 12)),
        fact("AF3", FactKind.POSTCODE, "ZZ99 3CC", date(2026, 11, 2)),
        fact("AF4", FactKind.GP_PRACTICE, "A81001", date(2019, 1, 7), date(2026, 10, 14)),
        fact("AF5", FactKind.GP_PRACTICE, "A81002", date(2026, 10, 15)),
        fact("AF6", FactKind.GP_PRACTICE, "A81003", date(2026, 11, 3)),
        fact("AF7", FactKind.ETHNIC_CATEGORY, "A", date(2020, 2, 1)),
        fact("AF8", FactKind.PREFERRED_LANGUAGE, "q5", date(2020, 2, 1)),
        fact("AF9", FactKind.MAIN_CARER, "BPM", date(2020, 2, 1)),
        fact("AFA", FactKind.SCHOOL, "123456", date(2024, 9, 1)),
        fact("AFB", FactKind.LOOKED_AFTER, "N", date(2020, 2, 1)),
        fact("AFC", FactKind.SAFEGUARDING_VULNERABILITY, "N", date(2020, 2, 1)),
        fact("AFD", FactKind.CONSTANT_SUPERVISION, "Y", date(2023, 2, 1)),
        fact("AFE", FactKind.CONSTANT_SUPERVISION, "N", date(2026, 11, 2)),
        fact("AFF", FactKind.EDUCATIONAL_ASSESSMENT, "05", date(2024, 9, 1)),
        fact("AFG", FactKind.DISABILITY_QUESTION, "NN", date(2020, 2, 1)),
        fact("AFH", FactKind.DISABILITY_QUESTION, "05", date(2026, 9, 10), qualifier="01"),
        fact("AFJ", FactKind.DISABILITY_QUESTION, "10", date(2026, 9, 10)),
        fact("AG1", FactKind.ACCOMMODATION, "MA04", date(2020, 2, 1)),
        fact("AG2", FactKind.ACCOMMODATION, "MA05", date(2026, 10, 12)),
        fact("AG3", FactKind.ACCOMMODATION, "HM05", date(2026, 11, 2)),
        fact("AG4", FactKind.SEN_TYPE, "04", date(2024, 9, 1)),
        fact("AG5", FactKind.SEN_TYPE, "07", date(2024, 9, 1)),
        fact("AG6", FactKind.SEN_TYPE, "04", date(2024, 9, 1), date(2026, 10, 20)),
    ),
    merged_from=(known("A9"),),
)

_BEFORE = encounter(
    "AC0",
    "A",
    "AR1",
    came(date(2026, 9, 10)),
    said("AN1", PALSY, primary=True, diagnosed=PartialDate(2018, 2, 1)),
    said("AN2", EPILEPSY, certainty=Certainty.SUSPECTED),
    said("AN3", VENTILATOR),
    said("AN4", SUPPORT, certainty=Certainty.REPORTED, by=None),
    said("AN5", CARE_PLAN, certainty=Certainty.REPORTED, by=None),
    said("AN6", FRAGILE_X, diagnosed=PartialDate(2021, 6)),
    said("AN7", TIC, diagnosed=PartialDate(2017, 3, 9)),
    said("AN8", SPEECH, certainty=Certainty.REPORTED),
    said("AN9", ANXIETY, certainty=Certainty.EXCLUDED),
    said("ANA", None),
    said("ANB", AT_RISK, by=SOCIAL_WORKER),
    said("ANC", GMFCS_II),
)
_FIRST = encounter(
    "AC1",
    "A",
    "AR1",
    Contact(
        date(2026, 10, 5),
        Attendance.ATTENDED_LATE,
        time(9, 41),
        75,
        PAEDIATRICS,
        "QOX",
        "01",
        "02",
        "01",
        Mechanism.FACE_TO_FACE,
        "E01",
        "RXX01",
        "N",
        date(2026, 9, 1),
        date(2026, 9, 2),
    ),
    said("AN1", PALSY, Change.REVIEWED_UNCHANGED, primary=True, diagnosed=PartialDate(2018, 2, 1)),
    said("AN2", EPILEPSY, Change.STILL_PRESENT, Certainty.SUSPECTED),
    said("AN3", VENTILATOR, Change.CARRIED),
    said("AN4", SUPPORT, Change.STILL_PRESENT, Certainty.REPORTED, by=None),
    said("AN5", CARE_PLAN, Change.STILL_PRESENT, Certainty.REPORTED, by=None),
    said("AN6", FRAGILE_X, Change.CARRIED, diagnosed=PartialDate(2021, 6)),
    said("AN7", TIC, Change.RESOLVED, diagnosed=PartialDate(2017, 3, 9)),
    said("AN8", SPEECH, Change.STILL_PRESENT, Certainty.REPORTED),
    said("AN9", ANXIETY, Change.STILL_PRESENT, Certainty.EXCLUDED),
    said("ANA", None, Change.STILL_PRESENT),
    said("ANB", AT_RISK, Change.STILL_PRESENT, by=SOCIAL_WORKER),
    said("ANC", GMFCS_II, Change.STILL_PRESENT, by=PHYSIOTHERAPIST),
    said("AND", MURMUR),
    said("ANE", HOUSING, certainty=Certainty.REPORTED, by=None),
    said("ANF", SUPERVISED, by=SOCIAL_WORKER),
    said("ANG", CARE_PLAN, Change.CARRIED, Certainty.REPORTED, by=None),
    activities=(
        activity("AA1", "02", PAEDIATRICIAN, 45),
        replace(
            activity("AA2", "03", PHYSIOTHERAPIST, 30),
            procedure=CodedItem("06", "103735009"),
            finding=CodedItem("01", "R26.8"),
            observation=CodedItem("03", "364075005", "88", "/min"),
        ),
    ),
    growth=Growth(30_250, 1_384, 520),
    onward_referrals=(OnwardReferral("17", "RYY"), OnwardReferral("12")),
)
_CANCELLED = encounter(
    "AC3",
    "A",
    "AR1",
    Contact(
        date(2026, 10, 19),
        Attendance.CANCELLED_BY_PROVIDER,
        time(14, 0),
        cancelled_on=date(2026, 10, 16),
        cancellation_reason="02",
        replacement_offered_on=date(2026, 10, 26),
        replacement_booked_on=date(2026, 10, 17),
    ),
)
_NOT_BROUGHT = encounter("AC4", "A", "AR1", Contact(date(2026, 10, 26), Attendance.WAS_NOT_BROUGHT, team=PAEDIATRICS))
_ON_THE_OTHER_RECORD = encounter(
    "AC5",
    "A9",
    "AR2",
    came(date(2026, 10, 28), time(16, 5), 20, PHYSIOTHERAPY),
    said("AP1", VENTILATOR, by=PHYSIOTHERAPIST),
    said("AP2", PALSY, by=PHYSIOTHERAPIST, diagnosed=PartialDate(2018, 2, 1)),
    activities=(activity("AA5", "03", PHYSIOTHERAPIST, 20),),
)
_AFTER = encounter(
    "AC2",
    "A",
    "AR1",
    came(date(2026, 11, 3)),
    said("AN2", EPILEPSY, Change.STILL_PRESENT, primary=True, diagnosed=PartialDate(2026, 11, 1)),
    said("AN4", SUPPORT, Change.RESOLVED, Certainty.REPORTED, by=None),
    said("AND", MURMUR, Change.ENTERED_IN_ERROR),
    onward_referrals=(OnwardReferral("17", "RZZ"),),
)

RECORD = ChildRecord(
    _CHILD,
    (
        referral(
            "AR1",
            "A",
            date(2024, 3, 4),
            received_at=time(14, 5, 7),
            service_line_agreement="SLA-1",
            source="01",
            referring_organisation="A81001",
            referring_staff_group="M03",
            priority="1",
            reason="011",
            further_reasons=("042", "062"),
            waiting=(
                WaitingTime("01", date(2024, 3, 4), time(14, 5, 7), date(2024, 6, 3), time(10), "32"),
                WaitingTime(
                    *("01", date(2026, 9, 10), time(9, 15), date(2026, 10, 5), time(9, 41), "30"),
                    *("123456789012", "RXX01PATHWAY00000001", "RXX01"),
                ),
                WaitingTime("02", date(2026, 10, 5), ended_on=date(2026, 11, 3), ended_at=time(11), status="34"),
                WaitingTime("02", date(2026, 11, 3), status="10"),
            ),
        ),
        referral("AR2", "A9", date(2026, 10, 20), TeamReferral(PHYSIOTHERAPY, "29")),
    ),
    (_BEFORE, _FIRST, _AFTER, _CANCELLED, _NOT_BROUGHT, _ON_THE_OTHER_RECORD),
    {known("AR1"): "EPIC-7", known("AC1"): "C-2001"},
)
