"""The cards of the third lens: what changed for children and families."""

from typing import Final

from app.reports.card import AgeDate, Card, Direction, Lens, Population
from app.reports.cards.breadth import DETAIL
from app.reports.cards.words import ASKED, NOT_COUNTED, WHERE


def _outcome(
    key: str,
    title: str,
    definition: str,
    numerator: str,
    denominator: str,
    *,
    exclusions: str,
    source: str,
    unit: str,
    population: Population,
    age_date: AgeDate,
    items: str,
    direction: Direction = Direction.NONE,
) -> Card:
    return Card(
        key=key,
        title=title,
        lens=Lens.OUTCOME,
        definition=f"{definition} {WHERE}",
        numerator=numerator,
        denominator=denominator,
        exclusions=exclusions,
        source=source,
        unit=unit,
        population=population,
        age_date=age_date,
        levels=DETAIL.levels,
        breakdowns=DETAIL.breakdowns,
        fewer=DETAIL.fewer,
        items=items,
        direction=direction,
    )


OUTCOME: Final[tuple[Card, ...]] = (
    _outcome(
        "concerns_next_visit",
        "What became of amber and red by the next visit",
        "Needs that a family marked amber or red at a visit within 12 months before the period's end, by what was said "
        "at the next visit that spoke of the need, up to the period's end. Those without a next visit yet are stated.",
        "Those of them that resolved, were better, the same or worse, or had no next visit yet",
        "Amber and red lights set within 12 months before the period's end",
        exclusions="Needs of safeguarding; children over 25 at the visit",
        source="The family's traffic lights",
        unit="traffic lights",
        population=Population.SEEN,
        age_date=AgeDate.CONTACT,
        items="What was said next",
    ),
    _outcome(
        "barriers",
        "Barriers that families report",
        f"Children whose family reports the issue, by issue, quarter by quarter. {ASKED} A child with two counts in "
        "both rows.",
        "Those of them whose family's report stands at the period's end",
        "Children asked about family-reported issues within 12 months before the period's end",
        exclusions=NOT_COUNTED,
        source="Needs recorded at visits and received from other systems",
        unit="children",
        population=Population.RESIDENT,
        age_date=AgeDate.PERIOD_END,
        items="Family-reported issue",
    ),
    _outcome(
        "school_time",
        "School time spent at contacts",
        "Contacts that began in school time, of children aged 5 to 18, and the children who had any. Contacts in "
        "school time for each child seen are the first number over the second denominator.",
        "Contacts that began in school time; children seen at one or more of them",
        "Contacts in the period at which a child of 5 to 18 was seen; children of 5 to 18 seen in the period",
        exclusions="Contacts without a time of day are not in school time; weekends, bank holidays and August are not",
        source="Contacts",
        unit="contacts and children",
        population=Population.SEEN,
        age_date=AgeDate.CONTACT,
        items="Contacts, children",
        direction=Direction.LESS_IS_BETTER,
    ),
)
