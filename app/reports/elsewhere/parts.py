"""How the Department for Education words ages and sexes, and which of our parts each is of.

Ages are worded `age 7`, `Aged 7`, `under 3`, `age 2 and under`, `Aged 20 and over`, `Age unknown`; each is a row, and
the band of ours that it lies in is the sum of its rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from app.reports.card import Breakdown
from app.reports.cards.parts import PARTS, UNKNOWN, age_band
from app.reports.elsewhere.amounts import Amount

AGE_TOPICS: Final = ("child or young persons age", "age")
SEX_TOPICS: Final = ("sex", "gender")
SEXES: Final[Mapping[str, str]] = {"male": "1", "boys": "1", "female": "2", "girls": "2"}
"""By PERSON STATED GENDER CODE, as our own breakdown by sex."""

PUBLISHED_PARTS: Final[Mapping[Breakdown, tuple[str, ...]]] = {
    Breakdown.AGE_BAND: PARTS[Breakdown.AGE_BAND],
    Breakdown.SEX: ("1", "2", UNKNOWN),
}
"""The parts of ours that the department tells apart, in the order they are shown in."""

_AGE: Final = re.compile(r"(under )?(?:aged?\b)?\s*([0-9]{1,2})( and under)?( and over)?", re.IGNORECASE)


def parts_of(breakdown: Breakdown, rows: Iterable[tuple[str, str, Amount]]) -> dict[str, list[Amount]]:
    """The amounts of each part, from rows of (topic, part, amount); rows of other topics are passed over."""
    age = breakdown is Breakdown.AGE_BAND
    topics = AGE_TOPICS if age else SEX_TOPICS
    found: dict[str, list[Amount]] = defaultdict(list)
    for topic, part, amount in rows:
        if topic.lower() in topics:
            found[age_part(part) if age else SEXES.get(part.lower(), UNKNOWN)].append(amount)
    return dict(found)


def age_part(words: str) -> str:
    """The band that an age in words lies in; `unknown` for what is no age.

    One that reaches over the edge of a band (`Aged 15 and over`) is of none, and `unknown` too.
    """
    found = _AGE.fullmatch(words.strip())
    if found is None:
        return UNKNOWN
    below = found[1] is not None
    age = int(found[2]) - 1 if below else int(found[2])
    band = age_band(age)
    if found[4]:
        return band if band == age_band(25) else UNKNOWN
    return band if not (below or found[3]) or band == age_band(0) else UNKNOWN
