"""Care plans, and who agreed to them."""

from typing import Final

from app.csds.breaches import Operand
from app.csds.v1_6.codes_of_people import CARE_PLAN_AGREED_BY, CARE_PLAN_TYPE
from app.csds.v1_6.declaring import PERIOD_END, Declared, column, earlier, later, parent, table, unique

CYP004: Final[Declared] = table(
    "CYP004CarePlanType",
    "Care plan type",
    "one per care plan",
    "PlanID",
    (
        column("PlanID", "CARE PLAN IDENTIFIER", "max an20", "M", is_key=True, missing="MHS00813", wrong="MHS00814"),
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS00815",
            wrong="MHS00816",
        ),
        column(
            "Plan_Type",
            "CARE PLAN TYPE (COMMUNITY CARE)",
            "an2",
            "M",
            CARE_PLAN_TYPE,
            missing="MHS00817",
            wrong="MHS00818",
            unlisted="MHS00819",
        ),
        column(
            "Plan_CreatedDate", "CARE PLAN CREATION DATE", "an10 CCYY-MM-DD", "M", missing="MHS00820", wrong="MHS00821"
        ),
        column("Plan_CreatedTime", "CARE PLAN CREATION TIME", "an8 HH:MM:SS", "R", wrong="MHS00829"),
        column("Plan_LastUpdateDate", "CARE PLAN LAST UPDATED DATE", "an10 CCYY-MM-DD", "R", wrong="MHS00823"),
        column("Plan_LastUpdateTime", "CARE PLAN LAST UPDATED TIME", "an8 HH:MM:SS", "R", wrong="MHS00830"),
        column("Plan_ImplementDate", "CARE PLAN IMPLEMENTATION DATE", "an10 CCYY-MM-DD", "R", wrong="MHS00826"),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS00811"),
    unique("PlanID", "MHS00812"),
    later("Plan_CreatedDate", PERIOD_END, "MHS00822"),
    earlier("Plan_LastUpdateDate", Operand("Plan_CreatedDate"), "MHS00824"),
    later("Plan_LastUpdateDate", PERIOD_END, "MHS00825"),
    later("Plan_ImplementDate", PERIOD_END, "MHS00827"),
    earlier("Plan_ImplementDate", Operand("Plan_CreatedDate"), "MHS00828"),
)

CYP005: Final[Declared] = table(
    "CYP005CarePlanAgreement",
    "Care plan agreement",
    "one per agreement of a plan",
    "",
    (
        column(
            "PlanID",
            "CARE PLAN IDENTIFIER",
            "max an20",
            "M",
            references=("CYP004CarePlanType", "PlanID"),
            missing="MHS00902",
            wrong="MHS00903",
        ),
        column(
            "Plan_AgreedBy",
            "CARE PLAN CONTENT AGREED BY",
            "an2",
            "M",
            CARE_PLAN_AGREED_BY,
            missing="MHS00904",
            wrong="MHS00905",
            unlisted="MHS00906",
        ),
        column("Plan_AgreedDate", "CARE PLAN CONTENT AGREED DATE", "an10 CCYY-MM-DD", "R", wrong="MHS00907"),
        column("Plan_AgreedTime", "CARE PLAN CONTENT AGREED TIME", "an8 HH:MM:SS", "R", wrong="MHS00910"),
    ),
    parent("PlanID", "CYP004CarePlanType", "MHS00901"),
    earlier("Plan_AgreedDate", Operand("Plan_CreatedDate", "CYP004CarePlanType"), "MHS00908"),
    later("Plan_AgreedDate", PERIOD_END, "MHS00909"),
)
