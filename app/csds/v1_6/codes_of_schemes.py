"""Terminologies by number: each kind of coded item numbers them in a way of its own.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

PROCEDURE_SCHEME: Final[Codes] = codes_of("04 Read v2; 05 CTV3 (Read v3); 06 SNOMED CT")

FINDING_SCHEME: Final[Codes] = codes_of("01 ICD-10; 02 Read v2; 03 CTV3 (Read v3); 04 SNOMED CT")

OBSERVATION_SCHEME: Final[Codes] = codes_of("01 Read v2; 02 CTV3 (Read v3); 03 SNOMED CT")

DIAGNOSIS_SCHEME: Final[Codes] = codes_of("02 ICD-10; 04 Read v2; 05 CTV3 (Read v3); 06 SNOMED CT")
