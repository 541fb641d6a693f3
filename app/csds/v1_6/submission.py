"""Version 1.6 of CSDS, whole: tables in the order of the file, rules by number from 1."""

from typing import Final

from app.csds.specification import Specification
from app.csds.v1_6.activities import CYP202
from app.csds.v1_6.care_plans import CYP004, CYP005
from app.csds.v1_6.children import CYP401, CYP402, CYP403, CYP404, CYP602
from app.csds.v1_6.circumstances import CYP003, CYP006, CYP007, CYP008
from app.csds.v1_6.contacts import CYP201
from app.csds.v1_6.diagnoses import CYP601, CYP606, CYP607, CYP608
from app.csds.v1_6.group_sessions import CYP301
from app.csds.v1_6.header import CYP000
from app.csds.v1_6.measurements import CYP609, CYP610, CYP611, CYP612, CYP613
from app.csds.v1_6.pathways import CYP103, CYP104, CYP105
from app.csds.v1_6.people import CYP001
from app.csds.v1_6.practices import CYP002
from app.csds.v1_6.referrals import CYP101, CYP102
from app.csds.v1_6.screening import CYP501, CYP502, CYP603, CYP604, CYP605
from app.csds.v1_6.staff import CYP901
from app.csds.v1_6.whole_file import FILE_RULES

_DECLARED: Final = (
    CYP000,
    CYP001,
    CYP002,
    CYP003,
    CYP004,
    CYP005,
    CYP006,
    CYP007,
    CYP008,
    CYP101,
    CYP102,
    CYP103,
    CYP104,
    CYP105,
    CYP201,
    CYP202,
    CYP301,
    CYP401,
    CYP402,
    CYP403,
    CYP404,
    CYP501,
    CYP502,
    CYP601,
    CYP602,
    CYP603,
    CYP604,
    CYP605,
    CYP606,
    CYP607,
    CYP608,
    CYP609,
    CYP610,
    CYP611,
    CYP612,
    CYP613,
    CYP901,
)

SPECIFICATION: Final = Specification(
    version="1.6",
    standard="DAPB1069 (Amd 82/2021)",
    template="csds-idb_v1.6.6.accdb",
    tables=tuple(each.table for each in _DECLARED),
    rules=(*FILE_RULES, *(rule for each in _DECLARED for rule in each.rules)),
)
