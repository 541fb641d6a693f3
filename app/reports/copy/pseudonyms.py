"""The pseudonym under which a child stands in the analytics copy."""

import hmac
from typing import NamedTuple

from app.clinical.child import Child
from app.identity import shown


class ReportPseudonym(NamedTuple):
    """A signed integer of 64 bits, and whether it is the same at every organisation that knows the child."""

    value: int
    linked: bool


def report_pseudonym(key: bytes, child: Child) -> ReportPseudonym:
    """The first 64 bits of HMAC-SHA-256, under the key of reports, of the NHS number now in use; without one, of
    organisation and record."""
    number = child.nhs_number
    text = f"nhs:{number}" if number else f"record:{shown(child.organisation)}:{shown(child.id)}"
    digest = hmac.digest(key, text.encode(), "sha256")
    return ReportPseudonym(int.from_bytes(digest[:8], "big", signed=True), bool(number))
