"""Default codes that stand for an organisation or a value that has none of its own. Source: NHS Data Dictionary."""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

PROVIDER_DEFAULTS: Final[Codes] = codes_of(
    """
    89997 Non-UK provider where no Organisation identifier has been issued;
    89999 Non-NHS UK provider where no Organisation identifier has been issued
    """
)
PRACTICE_DEFAULTS: Final[Codes] = codes_of(
    """
    V81997 No Registered GP Practice;
    V81998 GP Practice Code not applicable;
    V81999 GP Practice Code not known
    """
)
COMMISSIONER_DEFAULTS: Final[Codes] = codes_of(
    """
    VPP00 Private Patients / Overseas Visitor liable for charge;
    XMD00 Commissioner Code for Ministry of Defence (MoD) Healthcare;
    YDD82 Episodes funded directly by the National Commissioning Group for England
    """
)
REFERRING_DEFAULTS: Final[Codes] = codes_of(
    """
    X99998 Referring Organisation identifier not applicable;
    X99999 Referring Organisation identifier not known
    """
)
SITE_DEFAULTS: Final[Codes] = codes_of(
    """
    R9998 Not a hospital site;
    89999 Non-NHS UK Provider where no Organisation site identifier has been issued;
    89997 Non-UK Provider where no Organisation site identifier has been issued
    """
)
UNKNOWN_LENGTH: Final[Codes] = codes_of(
    """
    99.9 Length unknown
    """
)
