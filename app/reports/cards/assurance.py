"""The cards of the second lens: what services did, and how well it was recorded."""

from typing import Final

from app.reports.card import AgeDate, Card, Direction, Lens, Population
from app.reports.cards.breadth import DETAIL, HEADLINE, LISTED, PROVIDER_ALONE, Breadth
from app.reports.cards.words import WHERE


def _assurance(
    key: str,
    title: str,
    definition: str,
    numerator: str,
    denominator: str,
    *,
    exclusions: str = "Children over 25 at the contact",
    unit: str = "contacts",
    population: Population = Population.SEEN,
    age_date: AgeDate = AgeDate.CONTACT,
    items: str = "",
    direction: Direction = Direction.NONE,
    breadth: Breadth = HEADLINE,
    provider_only: bool = False,
) -> Card:
    return Card(
        key=key,
        title=title,
        lens=Lens.ASSURANCE,
        definition=f"{definition} {WHERE}",
        numerator=numerator,
        denominator=denominator,
        exclusions=exclusions,
        source="Contacts, referrals and the forms of visits",
        unit=unit,
        population=population,
        age_date=age_date,
        levels=breadth.levels,
        breakdowns=breadth.breakdowns,
        items=items,
        direction=direction,
        provider_only=provider_only,
        fewer=breadth.fewer,
    )


_WAITS: Final = "Referrals closed before that, and those of children over 25 or who have died"

ASSURANCE: Final[tuple[Card, ...]] = (
    _assurance(
        "capture_completeness",
        "Contacts with needs asked about",
        "Contacts at which the child was seen and at least one group of needs was asked about. Areas are not compared "
        "on anything while this is under 80%.",
        "Those of them at which any group of needs was asked about",
        "Contacts in the period at which the child was seen",
        direction=Direction.MORE_IS_BETTER,
    ),
    _assurance(
        "asked",
        "Children asked about each group of needs",
        "Children seen in the period who have been asked about the group within 12 months before its end.",
        "Those of them asked about the group within 12 months before the period's end",
        "Children seen in the period",
        exclusions="Children over 25 at their last contact",
        unit="children",
        items="Group of needs",
        direction=Direction.MORE_IS_BETTER,
    ),
    _assurance(
        "uncoded",
        "Needs in the clinician's own words",
        "Statements of needs without a code, at contacts in the period. They count in no other measure.",
        "Those of them in the clinician's own words",
        "Statements of needs made at contacts in the period",
        unit="statements",
        population=Population.CONTACT,
        breadth=LISTED,
        direction=Direction.LESS_IS_BETTER,
    ),
    _assurance(
        "wait_first_contact",
        "Wait from referral to first contact",
        "Whole weeks from the receipt of a referral to the first contact at which the child was seen, for those first "
        "seen in the period; for those still waiting at its end, whole weeks until then. Waits include those still "
        "waiting.",
        "Those of them who waited so long",
        "Referrals first seen in the period, or open and not yet seen at its end",
        exclusions=_WAITS,
        unit="referrals",
        population=Population.REFERRED,
        age_date=AgeDate.PERIOD_END,
        breadth=DETAIL,
        items="Seen or waiting, and weeks",
    ),
    _assurance(
        "wait_diagnosis",
        "Wait from referral to diagnosis",
        "Whole weeks from the receipt of a referral until a condition was first diagnosed at one of its contacts, for "
        "those diagnosed in the period; for open referrals without a diagnosis at its end, whole weeks until then. Not "
        "every referral is for a diagnosis.",
        "Those of them who waited so long",
        "Referrals with a first diagnosis in the period, or open and without one at its end",
        exclusions=_WAITS,
        unit="referrals",
        population=Population.REFERRED,
        age_date=AgeDate.PERIOD_END,
        breadth=DETAIL,
        items="Diagnosed or waiting, and weeks",
    ),
    _assurance(
        "was_not_brought",
        "Children not brought",
        "Contacts to which a child was not brought.",
        "Those of them to which the child was not brought",
        "Contacts in the period that were not cancelled",
        exclusions="Cancelled contacts; children over 25 at the contact",
        population=Population.CONTACT,
        direction=Direction.LESS_IS_BETTER,
    ),
    _assurance(
        "unlinked",
        "Children without an NHS number",
        "Children on the caseload known by an organisation's own record alone, who may count at another one again.",
        "Those of them without an NHS number",
        "Children with a referral open at the period's end",
        exclusions="Children over 25 or who have died",
        unit="children",
        breadth=LISTED,
        population=Population.CASELOAD,
        age_date=AgeDate.PERIOD_END,
        direction=Direction.LESS_IS_BETTER,
    ),
    _assurance(
        "form_seconds",
        "Time to complete the form",
        "Forms of contacts in the period saved within a minute, and forms saved too quickly to have been read. For the "
        "provider's own people alone; the median is given beside.",
        "Those of them completed within 60 seconds, or too quickly to have been read",
        "Contacts in the period whose form was timed",
        population=Population.CONTACT,
        items="How quickly",
        breadth=PROVIDER_ALONE,
        provider_only=True,
    ),
)
