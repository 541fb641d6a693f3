"""What every page of released reports is asked about, and what it shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from app.access.audit import AuditEvent
from app.access.jobs import Jobs
from app.errors import NotFound
from app.identity import Identity, shown
from app.released.table import ReleasedTable, ReleaseFacts
from app.reports.actions import ReportAction
from app.reports.card import Breakdown, Card, Lens, Level
from app.reports.cards.parts import UNKNOWN
from app.reports.changes import ServiceChange
from app.reports.conditions.condition import OwnCondition
from app.reports.desk import NO_CHANGE, NOT_YOURS, PUBLISHED, Area, AreaView, ReportDesk
from app.reports.pages.choices import ENGLAND_KEY, NOTHING, Choice
from app.reports.pages.dashboard import Section
from app.reports.pages.engine_drawings import Drawings
from app.reports.pages.indicators import IndicatorTable, indicator_table
from app.reports.pages.kept_html import KeptHtml
from app.reports.pages.load import Words
from app.reports.pages.provider import ProviderView, provider_view
from app.reports.pages.sections import Setting, area_section
from app.reports.pages.wording import Wording, profile_words
from app.reports.periods import Quarter, parse_quarter
from app.reports.ports import ProviderRecords
from app.reports.routes.shown import grouped, named, period_words
from app.web.calls import Call
from app.web.pages import Pages

NO_MEASURE: Final = "There is no such measure of this area. Choose one from the area's page."
FORM_SECONDS: Final = "form_seconds"
_EVERYBODY: Final = "caseload"
"""A measure that every area of a release has."""


@dataclass(frozen=True, slots=True)
class ReportPages:
    """What the routes work with. `words` gives cards, names and words for a period; `fonts` is the folder of those of
    files, `jobs` what a worker is to do; `note` writes an audit event; `recording` is what a provider's own people may
    know besides; `kept` are the measures of areas as they were shown; `own_conditions` gives the installation's broad
    conditions, the withdrawn ones among them."""

    desk: ReportDesk
    pages: Pages
    drawings: Drawings
    words: Callable[[str], Words]
    fonts: Path
    jobs: Jobs
    note: Callable[[AuditEvent], None]
    recording: ProviderRecords
    kept: KeptHtml = field(default_factory=KeptHtml)
    own_conditions: Callable[[], Sequence[OwnCondition]] = tuple

    def published(self, released: tuple[ReleaseFacts, ...]) -> list[Area]:
        """The areas of the published levels that the newest release has, of those that are known."""
        if not released:
            return []
        levels = [level for level in Level if level in PUBLISHED]
        areas = (Area(each, code) for each in levels for code in self.desk.codes(released[0], _EVERYBODY, each))
        return [area for area in areas if area.code != UNKNOWN]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked about: an area that the reader may see, the release of a period, and beside what the area is
    read, None for nothing, of what it may be (`choices`)."""

    reports: ReportPages
    view: AreaView
    facts: ReleaseFacts
    words: Words
    provider: Area | None
    organisation: Identity
    choices: tuple[Choice, ...]
    choice: Choice | None

    @property
    def area(self) -> Area:
        return self.view.area

    @property
    def wording(self) -> Wording:
        return self.words.wording

    @property
    def path(self) -> str:
        return f"/reports/{self.area.level.value}/{self.area.code}"

    def address(self, below: str = "", **query: str) -> str:
        """The address of a page of the same area and period, beside the same."""
        return f"{self.path}{below}?{urlencode({'period': self.facts.period, **self.beside, **query})}"

    @property
    def beside(self) -> dict[str, str]:
        """What an address says of beside what the area is read: nothing where it is England, or where there is nothing
        to choose from."""
        key = NOTHING if self.choice is None else self.choice.key
        return {} if not self.choices or key == ENGLAND_KEY else {"beside": key}

    @property
    def own_people(self) -> bool:
        """Whether the area is a provider and the reader one of its own people."""
        return self.area == self.provider

    @property
    def quarter(self) -> Quarter:
        return parse_quarter(self.facts.period)

    def cards(self, lens: Lens) -> list[Card]:
        """The cards of a lens that the release has of the area's level, and that are for this reader."""
        there = {key.measure for key in self.reports.desk.keys(self.facts, self.area.level)}
        return [
            card
            for card in self.words.cards.values()
            if card.lens is lens and card.key in there and self.is_for_reader(card)
        ]

    def card(self, key: str) -> Card:
        """A measure of the area.

        Raises:
            NotFound: the release has none such, or it is not for this reader.
        """
        card = self.words.cards.get(key)
        if card is None or not self.is_for_reader(card) or not self.breakdowns(card):
            raise NotFound(NO_MEASURE)
        return card

    def has(self, key: str) -> bool:
        """Whether there is such a measure of the area for this reader."""
        return any(card.key == key for lens in Lens for card in self.cards(lens))

    def require_own(self) -> None:
        """Do nothing if the area is the reader's own. Raises `NotFound` when it is not."""
        if not self.view.mine:
            raise NotFound(NOT_YOURS)

    def is_for_reader(self, card: Card) -> bool:
        """Whether a measure may be shown to the reader: some are for the provider's own people alone."""
        return not card.provider_only or self.own_people

    def breakdowns(self, card: Card) -> list[Breakdown]:
        """By what the release has the measure's children split."""
        keys = self.reports.desk.keys(self.facts, self.area.level)
        there = {key.breakdown for key in keys if key.measure == card.key}
        return [each for each in Breakdown if each.value in there]

    def breakdown(self, card: Card, text: str) -> Breakdown:
        """A breakdown that the measure was released by. Raises `NotFound` when it was not."""
        for each in self.breakdowns(card):
            if each.value == text:
                return each
        raise NotFound(NO_MEASURE)

    def table(self, card: Card, breakdown: Breakdown = Breakdown.NONE) -> ReleasedTable:
        """The area's rows of a measure."""
        return self.view.table(self.facts, card.key, breakdown)

    def section(self, card: Card, breakdown: Breakdown = Breakdown.NONE) -> Section:
        """A measure as a page shows it, beside what was chosen."""
        setting = Setting(self.wording, self.choice, self.words.elsewhere)
        return area_section(self.view, self.facts, card, breakdown, setting)

    def sections(self, cards: Iterable[Card]) -> list[Section]:
        """Measures without a breakdown."""
        return [self.section(card) for card in cards]

    def measures(self, lens: Lens) -> Markup:
        """The measures of a lens as the area's page shows them, made once for all who see the same beside it."""
        seen = self.facts.id, self.area, tuple(self.view.own), self.own_people, self.choice, lens
        return self.reports.kept(seen, self.words, lambda: self._measures(lens))

    def _measures(self, lens: Lens) -> Markup:
        context = {"asked": self, "sections": self.sections(self.cards(lens)), "svg": self.reports.drawings.svg}
        return self.reports.pages.part("reports/lens.jinja", context)

    def chosen(self, call: Call) -> list[Card]:
        """The measures that an address names, each once. Raises `NotFound` for one that there is not."""
        return [self.card(key) for key in dict.fromkeys(call.query_params.getlist("measure"))]

    def indicators(self) -> IndicatorTable | None:
        """Fingertips' indicators of the area; None where none were imported."""
        return indicator_table(self.area, self.words.elsewhere, self.quarter.year, self.choice)

    def recording(self) -> ProviderView | None:
        """Recording of the quarter, and submissions since it began, for the provider's own people; None for everybody
        else."""
        if not self.own_people:
            return None
        organisation, quarter, known = self.organisation, self.quarter, self.reports.recording
        try:
            shares = self.view.table(self.facts, FORM_SECONDS, Breakdown.NONE)
        except NotFound:
            shares = None
        return provider_view(
            known.seconds(organisation, quarter.first, quarter.last),
            shares,
            known.submitted(organisation, quarter.first),
        )

    def actions(self) -> tuple[ReportAction, ...]:
        """What is to be done in the area."""
        return self.reports.desk.actions.actions_of(*self.area)

    def changes(self) -> tuple[ServiceChange, ...]:
        """What services of the area did that may have changed its figures, the earliest begun first; none that was
        withdrawn, and none that bears on measures alone that are not for the reader."""
        return tuple(each for each in self.reports.desk.changes.changes_of(*self.area) if self._tells(each))

    def require_for_reader(self, change: ServiceChange) -> None:
        """Do nothing if the reader may be told of a change. Raises `NotFound` when they may not."""
        if not self._tells(change):
            raise NotFound(NO_CHANGE)

    def _tells(self, change: ServiceChange) -> bool:
        cards = self.words.cards
        return any(key not in cards or self.is_for_reader(cards[key]) for key in change.details.measures)

    def about(self) -> dict[str, object]:
        """What every page of an area shows."""
        released = self.reports.desk.releases.all()
        newest = list(dict.fromkeys(facts.period for facts in released))
        return {
            "asked": self,
            "area_name": self.wording.area(*self.area),
            "period_words": period_words(self.facts.period),
            "periods": [(period, period_words(period)) for period in newest],
            "own": named(self.view.own, self.wording),
            "published": named(self.reports.published(released), self.wording),
            "profile_words": profile_words(self.facts.profile),
            "svg": self.reports.drawings.svg,
            "shown_id": shown(self.facts.id),
            "mine": self.view.mine,
            "choices_beside": grouped(self.choices),
        }
