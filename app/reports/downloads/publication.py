"""A released table with everything that a file says of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.identity import shown
from app.released.figure import MEANING, Figure
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts
from app.reports.card import Breakdown, Card, Level
from app.reports.downloads.comparisons import NOTHING_BESIDE, ComparedRow, Comparisons, Estimate
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.years import as_of, year_words
from app.reports.pages.ordering import in_order
from app.reports.pages.wording import Wording, profile_words
from app.reports.periods import Quarter, parse_quarter


@dataclass(frozen=True, slots=True)
class Publication:
    """A table of a release, its card, and the words for its codes. `region_of` gives the region of a local authority,
    empty where it is not known; `comparisons` are what its rows are beside."""

    facts: ReleaseFacts
    card: Card
    table: ReleasedTable
    wording: Wording
    region_of: Callable[[str], str]
    comparisons: Comparisons = NOTHING_BESIDE

    def __post_init__(self) -> None:
        object.__setattr__(self, "card", as_of(self.card, self.table))
        object.__setattr__(self, "table", replace(self.table, rows=tuple(in_order(self.table, self.wording))))

    @property
    def profile(self) -> str:
        """The key of the rules by which the table was made safe; what others published has none of ours."""
        return self.table.profile

    @property
    def by_others(self) -> bool:
        """Whether others published the figures, and no rule of ours was put upon them."""
        return self.profile == PUBLISHED

    @property
    def made_safe(self) -> str:
        """How the table was made safe, in a sentence."""
        return profile_words(self.profile) if self.by_others else f"Profile {self.profile}."

    @property
    def quarter(self) -> Quarter:
        return parse_quarter(self.facts.period)

    @property
    def level(self) -> Level:
        return Level(self.table.key.level)

    @property
    def breakdown(self) -> Breakdown:
        return Breakdown(self.table.key.breakdown)

    @property
    def stem(self) -> str:
        """The name of its files, without what kind they are: made of measure, breakdown and period alone."""
        return f"{self.card.key}.{self.breakdown.value}.{self.facts.period}"

    @property
    def title(self) -> str:
        """What it is of, in a line."""
        return self._line("")

    @property
    def title_with_area(self) -> str:
        """The same with the area whose rows it has; with what areas are, where it has those of several or none."""
        areas = {row.area for row in self.table.rows}
        if len(areas) == 1:
            return self._line(self.wording.area(self.level, areas.pop()))
        low = self.level.words[0].lower() + self.level.words[1:]
        return self._line(low if self.level is Level.ENGLAND else f"by {low}")

    def _line(self, area: str) -> str:
        by = "" if self.breakdown is Breakdown.NONE else f" by {self.breakdown.words.lower()}"
        return ", ".join(each for each in (f"{self.card.title}{by}", area, self.period_words) if each)

    @property
    def period_words(self) -> str:
        """When the figures are of: those of others of their own year, empty where that was not kept."""
        if self.by_others:
            return year_words(self.card.figures_of) if self.card.figures_of else ""
        return self.quarter.words

    @property
    def released_on(self) -> str:
        """The day of the release."""
        return self.facts.released_at.date().isoformat()

    def area(self, row: ReleasedRow) -> str:
        return self.wording.area(self.level, row.area)

    def item(self, row: ReleasedRow) -> str:
        return self.wording.item(self.card.key, row.item) or self.card.title

    def part(self, row: ReleasedRow) -> str:
        return self.wording.part(self.breakdown, row.part)

    def named(self, row: ReleasedRow) -> tuple[str, str, str, str, str]:
        """What a row is of: measure, item and its name, breakdown and part."""
        return self.card.key, row.item, self.item(row), self.breakdown.words, self.part(row)

    @property
    def counted_by(self) -> str:
        """The population, the area rule and the age date of the measure at the level and by the breakdown."""
        return self.card.counted_by_words(self.level, self.breakdown)

    def notes(self, identity: str) -> Iterator[str]:
        """What a reader must know, in sentences. `identity` is the release's, as shown."""
        yield from self.notes_of_release(identity)
        yield from self.notes_of_measure()

    def notes_of_release(self, identity: str) -> Iterator[str]:
        """What there is to know of every table of the release that is made safe alike; of figures of others, where they
        are from."""
        revision = f", revision {self.facts.revision}" if self.facts.revision > 1 else ""
        release = f"{identity}, {self.facts.period}{revision}"
        if self.by_others:
            yield f"{self.card.title}: {self.card.source.rstrip('.')}. Shown beside release {release}."
        else:
            yield (
                f"Release {release}, profile {self.profile}, definitions {self.facts.definitions}, reference set "
                f"{self.facts.refset}."
            )
        if self.facts.note:
            yield f"Why it was revised: {self.facts.note}"
        yield profile_words(self.profile)
        yield " ".join(f"{short} is {means}." for short, means in MEANING.items())

    def notes_of_measure(self) -> Iterator[str]:
        """What the measure means."""
        card = self.card
        yield f"Definition: {card.definition}"
        yield f"Numerator: {card.numerator}. Denominator: {card.denominator}. Left out: {card.exclusions}."


def foot(facts: ReleaseFacts, publications: Sequence[Publication]) -> str:
    """What stands at the foot of every page of a document of these tables: the release, and how they were made safe."""
    ours = [each.profile for each in publications if not each.by_others]
    theirs = ["figures of others as published"] if any(each.by_others for each in publications) else []
    return ", ".join((f"Release {shown(facts.id)}", facts.period, *dict.fromkeys(ours), *theirs))


def figure_value(figure: Figure) -> str:
    """A figure in a column of numbers: blank where it is not shown, for the column beside says why."""
    return "" if figure.number is None else str(figure.number)


def decimal_value(number: Decimal | None) -> str:
    """The same of a share or a rate."""
    return "" if number is None else str(number)


def json_text(publication: Publication, identity: str) -> str:
    """The table as JSON: what a program may read without our words for it, and the words beside."""
    facts, card = publication.facts, publication.card
    held = {
        "release": identity,
        "period": facts.period,
        "revision": facts.revision,
        "profile": publication.profile,
        "definitions": facts.definitions,
        "refset": facts.refset,
        "released_at": facts.released_at.isoformat(),
        "figures_of": card.figures_of or facts.period,
        "measure": {"key": card.key, "title": card.title, "definition": card.definition, "unit": card.unit},
        "population": card.population_at(publication.level).words,
        "area_rule": card.area_rule(publication.level),
        "age_date": card.age_rule(publication.breakdown),
        "source": card.source,
        "level": publication.level.value,
        "breakdown": publication.breakdown.value,
        "notes": list(publication.notes(identity)),
        "rows": [_row(publication, row) for row in publication.table.rows],
        "comparisons": {
            "notes": list(publication.comparisons.notes),
            "rows": [_compared(publication, each) for each in publication.comparisons.rows],
        },
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def _row(publication: Publication, row: ReleasedRow) -> dict[str, object]:
    share = row.share
    return {
        **_place(publication, row),
        "numerator": row.numerator.number,
        "numerator_status": row.numerator.standing.value,
        "denominator": row.denominator.number,
        "denominator_status": row.denominator.standing.value,
        "percent": _number(share.percent),
        "percent_status": share.standing.value,
        "lower_95": _number(share.lower),
        "upper_95": _number(share.upper),
    }


def _compared(publication: Publication, each: ComparedRow) -> dict[str, object]:
    """A share or a rate, and what it is beside: null for a rate alone."""
    beside = each.beside
    other = {} if beside is None or beside.estimate is None else _estimate(beside.estimate)
    return {
        **_place(publication, each.row),
        "statistic": each.statistic.value,
        **_estimate(each.own),
        "residents": each.residents,
        "beside": None if beside is None else {"key": beside.key, "code": beside.code, "name": beside.words, **other},
        "comparison": None if beside is None else beside.comparison.value,
    }


def _place(publication: Publication, row: ReleasedRow) -> dict[str, object]:
    return {
        "area": row.area,
        "area_name": publication.area(row),
        "item": row.item,
        "item_name": publication.item(row),
        "part": row.part,
        "part_name": publication.part(row),
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    return {
        "value": _number(estimate.value),
        "status": estimate.standing.value,
        "lower_95": _number(estimate.lower),
        "upper_95": _number(estimate.upper),
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
