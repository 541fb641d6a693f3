"""The care professional of a clinician's account: what is asked for, what may be wrong with it, and what it becomes.

Wording and lengths are those of the catalogue (CARE PROFESSIONAL and staff details, CSDS CYP901). A staff identifier
(CARE PROFESSIONAL LOCAL IDENTIFIER) stands for one care professional of an organisation, and a care professional for
one account.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum

from app.access.people import Account
from app.clinical import code_lists
from app.clinical.checks import text_fault
from app.clinical.code_lists import CodeList
from app.clinical.problems import Problem
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral_items import PROFESSIONAL_ITEMS
from app.errors import Rejected
from app.identity import Identity, shown

WORDING = {item.held[1]: item.wording for item in PROFESSIONAL_ITEMS}
LONGEST_STAFF_ID = 20
LONGEST_ENTRY = next(
    item.length[1] for item in PROFESSIONAL_ITEMS if item.held[1] == "registration_entry" and item.length
)

ADD_WITHOUT = (
    "Only a clinician has a profession. Choose the role Clinician, or leave what is asked of clinicians blank."
)
HAS_ACCOUNT = (
    "Another account of the organisation has this staff identifier. Check the identifier; "
    "if it is the same person, that account can be enabled, or given a new password."
)
NO_ACCOUNT_YET = (
    "This staff identifier is already that of a care professional without an account. "
    "If it is the same person, say so; if not, check the identifier."
)
RECORDED_UNDER = (
    "Visits were recorded under this staff identifier in the profession that stands here now, and keep it. "
    "Give the staff identifier that the person has in the other profession."
)

_OCCUPATION = re.compile(r"[A-Z0-9]{3}")


@dataclass(frozen=True, slots=True)
class TypedProfession:
    """What is typed about a clinician's profession; `same_person` is the care professional who is confirmed, shown."""

    profession: str = ""
    staff_id: str = ""
    registration_body: str = ""
    registration_entry: str = ""
    staff_group: str = ""
    occupation_code: str = ""
    job_role: str = ""
    same_person: str = ""

    @property
    def tidied(self) -> "TypedProfession":
        """With one space between words and none around them; an occupation code in capitals."""
        texts = {field.name: " ".join(getattr(self, field.name).split()) for field in fields(self)}
        return TypedProfession(**texts | {"occupation_code": texts["occupation_code"].upper()})

    @property
    def blank(self) -> bool:
        """Whether nothing is typed at all."""
        return self.tidied == TypedProfession()


def typed_of(professional: CareProfessional) -> TypedProfession:
    """A care professional as they would be typed."""
    return TypedProfession(
        professional.profession.value,
        professional.local_identifier,
        *(professional.registration_body or "", professional.registration_entry or ""),
        *(professional.staff_group or "", professional.occupation_code or "", professional.job_role or ""),
    )


class Tie(Enum):
    """How an account comes to a care professional: a new one, one who has none yet, or its own with other details."""

    NEW = "new"
    STANDING = "standing"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Tied:
    """The care professional of an account, and how the account comes to them."""

    professional: CareProfessional
    tie: Tie

    @property
    def new(self) -> CareProfessional | None:
        """The care professional, when they are not written yet."""
        return self.professional if self.tie is Tie.NEW else None


def chosen_professional(
    typed: TypedProfession,
    account: Account,
    professionals: Sequence[CareProfessional],
    accounts: Sequence[Account],
    new_identity: Callable[[], Identity],
) -> Tied:
    """The care professional that what is typed means, for an account (as it now is, or about to be added).

    `professionals` and `accounts` are all of the organisation's. A care professional who is confirmed to be the same
    person is taken as recorded, whatever else is typed.

    Raises:
        Rejected: a field is wrong, or the staff identifier is somebody else's; all problems at once.
    """
    typed = typed.tidied
    holder = next((each for each in professionals if each.local_identifier == typed.staff_id), None)
    own = holder is not None and holder.id == account.professional
    problems = list(profession_problems(typed))
    if holder is not None and not own:
        if any(each.professional == holder.id for each in accounts):
            problems.append(Problem("staff_id", "taken", HAS_ACCOUNT))
        elif typed.same_person == shown(holder.id):
            return Tied(holder, Tie.STANDING)
        else:
            problems.append(Problem("staff_id", "no-account-yet", NO_ACCOUNT_YET))
    if problems:
        order = [field.name for field in fields(TypedProfession)]
        raise Rejected(sorted(problems, key=lambda problem: order.index(problem.item)))
    if holder is None:
        return Tied(_professional(typed, new_identity(), account), Tie.NEW)
    return Tied(replace(_professional(typed, holder.id, account), name=holder.name), Tie.OWN)


def unclaimed(
    staff_id: str, professionals: Sequence[CareProfessional], accounts: Sequence[Account]
) -> CareProfessional | None:
    """The care professional with a staff identifier whom no account belongs to, if there is one."""
    wanted = " ".join(staff_id.split())
    claimed = {each.professional for each in accounts}
    return next((each for each in professionals if each.local_identifier == wanted and each.id not in claimed), None)


def profession_problems(typed: TypedProfession) -> Iterator[Problem]:
    """What is wrong with what is typed, tidied, whoever else is in the organisation; items are the fields' names."""
    if typed.profession not in [each.value for each in Profession]:
        yield Problem("profession", "missing", "Choose the profession of the clinician.")
    yield from _text("staff_id", typed.staff_id, LONGEST_STAFF_ID, "Give the staff identifier, up to 20 characters.")
    yield from _registration(typed)
    yield from _code("registration_body", typed.registration_body, code_lists.REGISTRATION_BODY)
    yield from _code("staff_group", typed.staff_group, code_lists.STAFF_GROUP)
    if typed.occupation_code and not _OCCUPATION.fullmatch(typed.occupation_code):
        yield Problem("occupation_code", "text", "An NHS occupation code has 3 letters or digits, such as 051.")
    if typed.job_role and typed.job_role not in code_lists.JOB_ROLE:
        yield Problem(
            "job_role",
            "unknown-code",
            "This is no job role code of the NHS. It has 5 digits; check it, or leave it blank.",
        )


def _registration(typed: TypedProfession) -> Iterator[Problem]:
    if typed.registration_entry:
        words = f"A registration number has up to {LONGEST_ENTRY} characters. Check it."
        yield from _text("registration_entry", typed.registration_entry, LONGEST_ENTRY, words)
        if not typed.registration_body:
            yield Problem("registration_body", "missing", "Say with whom the registration number is registered.")
    elif typed.registration_body:
        yield Problem("registration_entry", "missing", "Give the registration number too, or choose no registration.")


def _text(item: str, text: str, longest: int, words: str) -> Iterator[Problem]:
    fault = text_fault(text)
    if not 1 <= len(text) <= longest or fault is not None:
        yield Problem(item, "text", fault or words)


def _code(item: str, code: str, answers: CodeList) -> Iterator[Problem]:
    if code and code not in answers:
        yield Problem(item, "unknown-code", f"This is not one of the answers of {answers.name}. Choose again.")


def _professional(typed: TypedProfession, identity: Identity, account: Account) -> CareProfessional:
    return CareProfessional(
        *(identity, account.organisation, account.display_name, Profession(typed.profession), typed.staff_id),
        *(typed.registration_body or None, typed.registration_entry or None),
        *(typed.staff_group or None, typed.occupation_code or None, typed.job_role or None),
    )
