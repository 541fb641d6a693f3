"""Who may state what: the table of profession by concept that stands in the rules of the reference set.

One table serves two rules. A condition is recorded as diagnosed on the word of a profession that may diagnose it;
anyone else's entry is "reported". And the one key "No change" affirms, of what stands, only what is within the
clinician's own profession; the rest is carried, not reviewed. The table is `Member.stated_by`.
"""

from typing import Final

from app.clinical.professional import Profession
from app.terminology.refset import ALWAYS, STATED_GROUPS, Group, Member

OWN_GROUPS: Final[frozenset[Group]] = STATED_GROUPS
"""The groups that "No change" may affirm: conditions, technology dependencies and functional levels.

Family-reported issues and round-the-clock care are the family's to say, at every visit anew; the other groups are
findings of one day.
"""


def may_state(profession: Profession | None, member: Member | None) -> bool:
    """Whether somebody of this profession may say on their own word that the member is there.

    Without a profession nobody may. Neither may anyone of what is no member (None), such as a need in their own words:
    the table does not know what it is. `Profession.OTHER` may be anybody, so the table cannot speak of it and it states
    nothing.
    """
    if profession is None or profession is Profession.OTHER or member is None:
        return False
    return profession.value in member.stated_by


def within_own(profession: Profession | None, member: Member | None) -> bool:
    """Whether the one key "No change" of somebody of this profession affirms the member, rather than carrying it."""
    return member is not None and member.group in OWN_GROUPS and may_state(profession, member)


def may_diagnose(profession: Profession | None, member: Member | None) -> bool:
    """Whether an entry of the member by this profession may stand as diagnosed; if not, it is "reported".

    Only a condition is a diagnosis: that a child has a gastrostomy, or that the school reports a problem, anybody may
    enter. Of a concept outside the reference set (`member` None) nobody can tell that it is no condition, and the table
    says nothing: it is diagnosed on the word of those who may state everything, with the warning that it is outside.
    """
    if member is None:
        return profession is not None and profession.value in ALWAYS
    return member.group is not Group.CONDITION or may_state(profession, member)
