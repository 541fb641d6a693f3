"""The words of reports for MeasureReport and its code systems: between two packages that know nothing of each other."""

from collections.abc import Iterator
from typing import Final

from app.fhir.report_ports import BreakdownWords, LevelWords, MeasureWords, ReportWords
from app.reports.card import Breakdown, Card, Direction, Level
from app.reports.cards.parts import PARTS
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.measures import CARDS, COUNTS_ALONE, measure
from app.reports.pages.load import Words
from app.reports.pages.ordering import in_order

_BETTER: Final = {Direction.NONE: "", Direction.MORE_IS_BETTER: "increase", Direction.LESS_IS_BETTER: "decrease"}


def report_words(words: Words) -> ReportWords:
    """The words of reports as FHIR asks for them: of each measure its card, and names of areas, rows and parts."""
    wording = words.wording
    return ReportWords(
        {key: _measure_words(card) for key, card in words.cards.items()},
        area=lambda level, code: wording.area(Level(level), code),
        item=wording.item,
        breakdown=lambda breakdown: Breakdown(breakdown).words,
        part=lambda breakdown, part: wording.part(Breakdown(breakdown), part),
        rows=lambda: _report_rows(words),
        parts={each.value: PARTS[each] for each in Breakdown if each is not Breakdown.NONE},
        in_order=lambda table: in_order(table, wording),
    )


def _report_rows(words: Words) -> Iterator[tuple[str, str]]:
    """Every row that is counted here, and every one of measures that others publish."""
    for key in CARDS:
        yield from ((key, each.key) for each in measure(key, words.wording.counts).items)
    yield from words.wording.others


def _measure_words(card: Card) -> MeasureWords:
    return MeasureWords(
        *(card.key, card.title, card.definition, card.numerator, card.denominator, card.exclusions),
        *(card.source, card.unit, _BETTER[card.direction]),
        share=card.key not in COUNTS_ALONE,
        provider_only=card.provider_only,
        by_others=card.profile == PUBLISHED,
        breakdowns=tuple(BreakdownWords(each.value, each.words, card.age_rule(each)) for each in card.breakdowns),
        levels=tuple(_level_words(card, each) for each in card.levels),
    )


def _level_words(card: Card, level: Level) -> LevelWords:
    return LevelWords(level.value, level.words, card.population_at(level).words, card.area_rule(level))
