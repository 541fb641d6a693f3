"""What every page of released reports is asked about, and what it shows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from app.access.audit import AuditEvent
from app.access.jobs import Jobs
from app.errors import NotFound, NotOffered
from app.identity import Identity, shown
from app.released.table import ReleasedTable, ReleaseFacts
from app.reports.actions import ReportAction
from app.reports.card import Breakdown, Card, Lens, Level
from app.reports.cards.parts import UNKNOWN
from app.reports.desk import NOT_YOURS, PUBLISHED, Area, AreaView, ReportDesk, own_provider
from app.reports.pages.choices import ENGLAND_KEY, NOTHING, Choice, choices, chosen
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
from app.web.calls import Call
from app.web.pages import Pages

QUARTERS_SHOWN: Final = 8
NO_MEASURE: Final = "There is no such measure of this area. Choose one from the area's page."
NO_AREA: Final = "Nothing was released of such an area. Choose one from the first page of reports."
FORM_SECONDS: Final = "form_seconds"
_EVERYBODY: Final = "caseload"
"""A measure that every area of a release has."""

_NO_PERIOD: Final = ("Nothing was released for that period", "Choose one from the list on the area's page.")


@dataclass(frozen=True, slots=True)
class ReportPages:
    """What the routes work with. `words` gives cards, names and words for a period; `fonts` is the folder of those of
    files, `jobs` what a worker is to do; `note` writes an audit event; `recording` is what a provider's own people may
    know besides; `kept` are the measures of areas as they were shown."""

    desk: ReportDesk
    pages: Pages
    drawings: Drawings
    words: Callable[[str], Words]
    fonts: Path
    jobs: Jobs
    note: Callable[[AuditEvent], None]
    recording: ProviderRecords
    kept: KeptHtml = field(default_factory=KeptHtml)

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
            if card.lens is lens and card.key in there and self._is_for_reader(card)
        ]

    def card(self, key: str) -> Card:
        """A measure of the area.

        Raises:
            NotFound: the release has none such, or it is not for this reader.
        """
        card = self.words.cards.get(key)
        if card is None or not self._is_for_reader(card) or not self.breakdowns(card):
            raise NotFound(NO_MEASURE)
        return card

    def has(self, key: str) -> bool:
        """Whether there is such a measure of the area for this reader."""
        return any(card.key == key for lens in Lens for card in self.cards(lens))

    def require_own(self) -> None:
        """Do nothing if the area is the reader's own. Raises `NotFound` when it is not."""
        if not self.view.mine:
            raise NotFound(NOT_YOURS)

    def _is_for_reader(self, card: Card) -> bool:
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

    def earlier(self, card: Card) -> Iterator[ReleasedTable]:
        """The measure's tables without breakdown of the last quarters up to this one, the earliest first."""
        last: dict[str, ReleaseFacts] = {}
        for facts in self.reports.desk.releases.all():
            if facts.period <= self.facts.period:
                last.setdefault(facts.period, facts)
        for period in sorted(last)[-QUARTERS_SHOWN:]:
            try:
                yield self.view.table(last[period], card.key, Breakdown.NONE)
            except NotFound:
                continue

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


def grouped(offered: Iterable[Choice]) -> list[tuple[str, list[Choice]]]:
    """Choices by the list that each stands in, in their order."""
    found: dict[str, list[Choice]] = {}
    for each in offered:
        found.setdefault(each.among, []).append(each)
    return list(found.items())


def named(areas: Iterable[Area], wording: Wording) -> list[tuple[Area, str]]:
    """Areas, each with its name."""
    return [(area, wording.area(*area)) for area in areas]


def period_words(period: str) -> str:
    """A period in words."""
    return parse_quarter(period).words


def area_of(level: str, code: str) -> Area:
    """An area, by what stands in an address. Raises `NotFound` when there is no such level."""
    try:
        return Area(Level(level), code)
    except ValueError:
        raise NotFound(NO_MEASURE) from None


def offered_beside(reports: ReportPages, call: Call, area: Area) -> frozenset[str]:
    """The keys of what an area may be read beside, nothing among them. What one area is beside, another may not be."""
    released = reports.desk.releases.all()
    if not released:
        return frozenset()
    words = reports.words(released[0].period)
    offered = choices(area, words.areas, words.elsewhere, reports.desk.own_areas(call.principal))
    return frozenset({NOTHING, *(each.key for each in offered)} if offered else ())


def asked_of(reports: ReportPages, call: Call, period: str | None = None) -> Asked:
    """The area of the path and the period of the query, or the period given.

    Raises:
        NotFound: the person may not see the area, or nothing was released at all.
        NotOffered: nothing was released for the period, or the area cannot be read beside what was chosen.
    """
    view = reports.desk.view(call.principal, area_of(call.path_params["level"], call.path_params["area"]))
    wanted = call.query_params.get("period", "") if period is None else period
    facts = _release(reports, wanted)
    if not view.mine and not reports.desk.has_area(facts, view.area):
        raise NotFound(NO_AREA)
    words = reports.words(facts.period)
    offered = choices(view.area, words.areas, words.elsewhere, view.own)
    return Asked(
        *(reports, view, facts, words, own_provider(call.principal), call.principal.organisation.id, offered),
        chosen(offered, call.query_params.get("beside", "")),
    )


def _release(reports: ReportPages, period: str) -> ReleaseFacts:
    """The release of a period; the newest where none is named."""
    latest = reports.desk.releases.latest
    try:
        return latest(str(parse_quarter(period))) if period else latest()
    except (ValueError, NotFound):
        if not period:
            raise
        raise NotOffered(*_NO_PERIOD) from None
