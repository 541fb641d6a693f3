"""What areas, rows and parts of released tables are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.clinical.child_items import EHC_PLAN
from app.clinical.code_lists import ETHNIC_CATEGORY, LOOKED_AFTER_CHILD, STATED_GENDER
from app.clinical.complexity import LETTERS
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable, words_of
from app.reports.cards.parts import NONE, UNKNOWN
from app.reports.profiles import PROFILES

NOT_KNOWN: Final = "Not known"
AS_PUBLISHED: Final = (
    "The figures are those that their source has published, as they are there: none is hidden or rounded by a rule "
    "of ours."
)

_PARTS: Final[Mapping[Breakdown, Mapping[str, str]]] = {
    Breakdown.SEX: STATED_GENDER.answers,
    Breakdown.ETHNIC_CATEGORY: ETHNIC_CATEGORY.answers,
    Breakdown.LOOKED_AFTER: {**LOOKED_AFTER_CHILD.answers, NONE: "Never looked after"},
    Breakdown.EHC_PLAN: {**EHC_PLAN.answers, NONE: "None"},
    Breakdown.SCHOOL_PHASE: {
        "early_years": "Early years",
        "primary": "Primary",
        "secondary": "Secondary",
        "post_16": "After 16",
    },
}
_LETTERS: Final = {letter: f"{letter}, {group.words.lower()}" for group, letter in LETTERS.items()}
_WEEKS: Final = {
    "under-6": "less than 6 weeks",
    "6-11": "6 to 11 weeks",
    "12-17": "12 to 17 weeks",
    "18-and-over": "18 weeks and over",
}
_REACHED: Final = {"seen": "Seen after", "diagnosed": "Diagnosed after", "waiting": "Still waiting,"}
_WORDS: Final = {
    "resolved": "Resolved",
    "better": "Better",
    "same": "The same",
    "worse": "Worse",
    "no_next_visit": "No next visit yet",
    "under_60": "Saved within a minute",
    "unread": "Saved too quickly to have been read",
    "contacts": "Contacts in school time",
    "children": "Children with any",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts codes into words. `area_name` names an area of a level; `others` names the rows of measures that were not
    counted here, by measure and item."""

    counts: Countable
    area_name: Callable[[Level, str], str]
    others: Mapping[tuple[str, str], str]

    def area(self, level: Level, code: str) -> str:
        """An area's name."""
        return NOT_KNOWN if code == UNKNOWN else self.area_name(level, code)

    def part(self, breakdown: Breakdown, part: str) -> str:
        """A part of a breakdown; all children for the empty one."""
        if not part:
            return "All children"
        if part == UNKNOWN:
            return NOT_KNOWN
        if breakdown is Breakdown.AGE_BAND:
            return f"{part.replace('-', ' to ')} years"
        if breakdown is Breakdown.DEPRIVATION:
            return f"Decile {part}{' (most deprived)' if part == '1' else ' (least deprived)' if part == '10' else ''}"
        return _PARTS.get(breakdown, {}).get(part, part)

    def item(self, measure: str, item: str) -> str:
        """A row of a measure; empty for the measure as a whole."""
        other = self.others.get((measure, item)) or _WORDS.get(item)
        if other or not item:
            return other or ""
        if "/" in item:
            level, _, rest = item.partition("/")
            return f"GMFCS level {level}; {self.item(measure, rest)}"
        if ":" in item:
            return _of_two(*item.split(":", 1))
        if measure == "gmfcs":
            return f"GMFCS level {item}"
        if "+" in item:
            one, _, other = item.partition("+")
            return f"{words_of(one, self.counts)} and {_lowered(words_of(other, self.counts))}"
        return words_of(item, self.counts)


def profile_words(key: str) -> str:
    """What stands beneath a table that was made safe by a profile, or was published by others."""
    return PROFILES[key].words if key in PROFILES else AS_PUBLISHED


def _of_two(first: str, second: str) -> str:
    if first in _LETTERS:
        return f"{_LETTERS[first]}: {_many(first, second)}"
    return f"{_REACHED.get(first, first)} {_WEEKS.get(second, second)}"


def _many(letter: str, band: str) -> str:
    if letter == LETTERS_OF_CARE:
        return "yes" if band == "1" else "no"
    return "none" if band == "0" else band.replace("-", " to ").replace("10+", "10 or more")


def _lowered(words: str) -> str:
    """Words within a sentence: an abbreviation stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


LETTERS_OF_CARE: Final = next(letter for group, letter in LETTERS.items() if group.value == "round_the_clock_care")
