"""What pages and files say besides figures: cards, names of areas, words; read anew when it may have changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.access.people import Organisation
from app.reports.ancestors import Above
from app.reports.areas import Areas, areas_of
from app.reports.card import Card, Level
from app.reports.cards.countable import countable
from app.reports.conditions.condition import OwnCondition
from app.reports.copy.load import load_places
from app.reports.elsewhere.cards import EDUCATION_CARDS, ITEM_WORDS
from app.reports.elsewhere.collection import Elsewhere, NamedArea
from app.reports.elsewhere.load import FOLDER, read_elsewhere
from app.reports.elsewhere.tables import education_cards
from app.reports.measures import CARDS
from app.reports.pages.wording import Wording
from app.terminology.refset import Refset

_SECONDS: Final = 60.0
"""How long what was read is used: an import shows on the pages within it."""

_OTHERS: Final = {(key, item): words for key in EDUCATION_CARDS for item, words in ITEM_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The cards of a period by key, the names of areas, what codes are called, and the figures of others."""

    cards: Mapping[str, Card]
    areas: Areas
    wording: Wording
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the words come from: the folder of reports, the organisations, and the reference set in use with the
    hierarchy of its edition (None without one); and the installation's own conditions, withdrawn ones too: releases
    that counted them keep their words."""

    folder: Path
    organisations: Callable[[], Sequence[Organisation]]
    terminology: Callable[[], tuple[Refset, Above | None]]
    own: Callable[[], Sequence[OwnCondition]] = tuple


def words_of(sources: Sources, period: str) -> Words:
    """Read the words for a period.

    Raises:
        ValueError: the lists of places or the imported files cannot be used.
    """
    places = load_places(sources.folder / "places", with_directory=False)
    elsewhere = read_elsewhere(sources.folder / FOLDER)
    providers = [NamedArea(Level.PROVIDER, each.ods_code, each.name) for each in sources.organisations()]
    areas = areas_of(places, elsewhere, providers)
    cards = {**CARDS, **{card.key: card for card in education_cards(elsewhere, period)}}
    counts = countable(*sources.terminology(), [each.ancestor for each in sources.own()])
    return Words(cards, areas, Wording(counts, areas.name, _OTHERS), elsewhere)


class WordsInUse:
    """The words of each period, kept for a minute."""

    def __init__(self, sources: Sources, clock: Callable[[], float]) -> None:
        self._sources = sources
        self._clock = clock
        self._kept: dict[str, tuple[float, Words]] = {}

    def of(self, period: str) -> Words:
        """The words of a period."""
        at = self._clock()
        kept = self._kept.get(period)
        if kept is None or at - kept[0] > _SECONDS:
            kept = self._kept[period] = at, words_of(self._sources, period)
        return kept[1]
