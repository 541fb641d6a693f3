"""The key indicators on the front page of an area's report."""

from app.released.table import ReleasedTable
from app.reports.card import Breakdown, Card
from app.reports.pages.dashboard import Section
from app.reports.pages.key_indicators import KeySource, KeyTable, key_table
from app.reports.routes.asked import Asked


def key_indicators(asked: Asked) -> KeyTable:
    """The key indicators of an area, beside what was chosen, with the quarter before and what is done."""

    def section(card: Card) -> Section:
        return asked.section(asked.card(card.key))

    def before(card: Card) -> ReleasedTable:
        facts = asked.reports.desk.releases.latest(str(asked.quarter.earlier(1)))
        return asked.view.table(facts, card.key, Breakdown.NONE)

    source = KeySource(asked.words.cards, section, before, asked.actions())
    return key_table(source, "" if asked.choice is None else asked.choice.words)
