"""The cards of the first lens: who the children are and what they need."""

from typing import Final

from app.reports.card import AgeDate, Card, Lens, Population
from app.reports.cards.breadth import CATALOGUE, DETAIL, HEADLINE, LISTED, Breadth
from app.reports.cards.words import (
    ASKED,
    ASKED_CHILDREN,
    NOT_COUNTED,
    SURENESS,
    WHERE,
)


def _profile(
    key: str,
    title: str,
    definition: str,
    numerator: str,
    denominator: str = ASKED_CHILDREN,
    *,
    exclusions: str = NOT_COUNTED,
    population: Population = Population.RESIDENT,
    age_date: AgeDate = AgeDate.PERIOD_END,
    breadth: Breadth = HEADLINE,
    items: str = "",
) -> Card:
    return Card(
        key=key,
        title=title,
        lens=Lens.PROFILE,
        definition=f"{definition} {WHERE}",
        numerator=numerator,
        denominator=denominator,
        exclusions=exclusions,
        source="Needs recorded at visits and received from other systems",
        unit="children",
        population=population,
        age_date=age_date,
        levels=breadth.levels,
        breakdowns=breadth.breakdowns,
        items=items,
        fewer=breadth.fewer,
    )


PROFILE: Final[tuple[Card, ...]] = (
    _profile(
        "needs",
        "Children with a recorded need",
        f"Children with at least one need that stands at the period's end, diagnosed, reported or suspected. {ASKED}",
        "Those of them with at least one need that stands at the period's end",
    ),
    _profile(
        "needs_on_caseload",
        "Children on the caseload with a recorded need",
        "Children with a referral open at the period's end, asked about needs or not.",
        "Those of them with at least one need that stands at the period's end",
        "Children with a referral open at the period's end",
        population=Population.CASELOAD,
    ),
    _profile(
        "needs_by_group",
        "Children by group of need",
        f"Children with at least one need of the group. {ASKED} {SURENESS} A child with needs of two groups counts in "
        "both, so the rows do not add up to a total.",
        "Those of them with at least one such need that stands at the period's end",
        "Children asked about that group of needs within 12 months before the period's end",
        items="Group of needs",
    ),
    _profile(
        "needs_by_concept",
        "Children by need",
        f"Children with the need as recorded. {ASKED} {SURENESS} A child with two needs counts in both rows. A need "
        "that no child has is not listed.",
        "Those of them with the need standing at the period's end",
        "Children asked about the group the need is of within 12 months before the period's end",
        breadth=CATALOGUE,
        items="Need",
    ),
    _profile(
        "needs_by_condition",
        "Children by broad condition",
        "Children with the condition or any kind of it, by the hierarchy of SNOMED CT where an edition is loaded, else "
        f"by the topics of the reference set; a child with two kinds counts once. {ASKED} {SURENESS}",
        "Those of them with at least one kind of it standing at the period's end",
        "Children asked about the group the condition is of within 12 months before the period's end",
        breadth=DETAIL,
        items="Broad condition",
    ),
    _profile(
        "technology",
        "Children by technology dependency",
        f"Children who depend on a technology, by technology. {ASKED} {SURENESS} A child with two counts in both rows.",
        "Those of them who depend on it at the period's end",
        "Children asked about technology dependencies within 12 months before the period's end",
        breadth=LISTED,
        items="Technology dependency",
    ),
    _profile(
        "complexity",
        "Disabilities Complexity Scale",
        "How many needs of each part of the scale a child has at the period's end: C health conditions, T technology "
        "dependencies, F family-reported issues, R round-the-clock care (Horridge and others, 2016). Suspected and "
        f"reported needs are in it, as on the child's own record. {ASKED}",
        "Those of them with so many needs of the part",
        "Children asked about the part's group of needs within 12 months before the period's end",
        exclusions="Needs not in the reference set, in the clinician's own words, excluded or of another group",
        breadth=DETAIL,
        items="Part of the scale and number of needs",
    ),
    _profile(
        "complexity_by_gmfcs",
        "Disabilities Complexity Scale by GMFCS level",
        f"As the scale itself, for the children of each GMFCS level that stands at the period's end. {ASKED}",
        "Those of them with so many needs of the part",
        "Children of the GMFCS level asked about the part's group of needs within 12 months before the period's end",
        exclusions="Children without a GMFCS level that stands",
        breadth=CATALOGUE,
        items="GMFCS level, part of the scale and number of needs",
    ),
    _profile(
        "gmfcs",
        "Children by GMFCS level",
        f"Children by the level that stands at the period's end, of several the one that began last. {ASKED}",
        "Those of them with the level",
        "Children asked about functional levels within 12 months before the period's end",
        exclusions="Levels excluded",
        breadth=DETAIL,
        items="GMFCS level",
    ),
    _profile(
        "group_pairs",
        "Children with needs of two groups",
        f"Children with a need of both groups; suspected needs, and conditions and technology that are only reported, "
        f"are left out. {ASKED}",
        "Those of them with needs of both standing at the period's end",
        "Children asked about both groups within 12 months before the period's end",
        breadth=LISTED,
        items="Two groups of needs",
    ),
    _profile(
        "condition_pairs",
        "Children with two broad conditions",
        f"Children with both conditions diagnosed, or a kind of each. {ASKED}",
        "Those of them with both standing at the period's end",
        "Children asked about the groups of both within 12 months before the period's end",
        breadth=LISTED,
        items="Two broad conditions",
    ),
    _profile(
        "new_needs",
        "Children with a newly recorded need",
        "Children of whom a need of the group was first recorded in the period. This is not incidence: a need may have "
        f"been there long before. {ASKED} {SURENESS}",
        "Those of them with a need first recorded in the period",
        "Children asked about that group of needs within 12 months before the period's end",
        exclusions=f"Needs recorded at the first visit at which a child was asked about any; needs that another "
        f"organisation had recorded before. {NOT_COUNTED}",
        breadth=DETAIL,
        items="Group of needs",
    ),
    _profile(
        "resolved_needs",
        "Children with a resolved need",
        f"Children of whom a need of the group was said to have resolved in the period. {ASKED} {SURENESS}",
        "Those of them with a need resolved in the period and not standing at its end",
        "Children asked about that group of needs within 12 months before the period's end",
        breadth=DETAIL,
        items="Group of needs",
    ),
    _profile(
        "caseload",
        "Children on the caseload",
        "Children with a referral open at the period's end. A count, and no share.",
        "Children with a referral open at the period's end",
        "None",
        exclusions="Children over 25 or who have died",
        population=Population.CASELOAD,
    ),
    _profile(
        "children_seen",
        "Children seen",
        "Children seen at least once in the period. A count, and no share.",
        "Children seen at a contact in the period",
        "None",
        exclusions="Children over 25 at their last contact",
        population=Population.SEEN,
        age_date=AgeDate.CONTACT,
    ),
)
