"""A practised hand at the screen: drives a page and notes every keystroke-level operator, and every wait.

Operators and seconds are those of Card, Moran and Newell (CACM 23:7, 1980): K a keystroke of an average typist 0.28,
P pointing with the mouse 1.10, B pressing or releasing its button 0.10, H moving the hand between keyboard and mouse
0.40, M a mental act 1.35. Where M stands was fixed before the screen was tuned:

1. one M for each need reviewed or added, by whatever route;
2. one M for each glance: at the banner when the page opens, at what the screen proposes before the key that accepts it,
   and at each decision that is no need (outcome, interval);
3. none for a key that only carries out what was decided, such as Enter after a choice, or Save.

A chord such as Alt and a letter is two keystrokes. The model is of practised, faultless use; it says nothing of how
long the clinician thinks about the child.
"""

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Request

SECONDS = {"K": 0.28, "P": 1.10, "B": 0.10, "H": 0.40, "M": 1.35}
_WAITED_FOR = ("document", "fetch", "xhr")


@dataclass
class Hand:
    """A hand on a page. `at` is where it rests: keyboard or mouse."""

    page: Page
    at: str = "keyboard"
    done: Counter[str] = field(default_factory=Counter)
    _requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", self._finished)

    def _finished(self, request: Request) -> None:
        self._requests.append(request)

    def glance(self) -> None:
        """Look at something and understand it."""
        self.done["M"] += 1

    def review(self, needs: int) -> None:
        """Read so many needs and agree."""
        self.done["M"] += needs

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._move("keyboard")
        self.done["K"] += len(text)
        self.page.keyboard.type(text)

    def press(self, chord: str) -> None:
        """Press a key, or a chord such as Alt+n."""
        self._move("keyboard")
        self.done["K"] += len(chord.split("+"))
        self.page.keyboard.press(chord)

    def tap(self, target: Locator) -> None:
        """Point at something and click it."""
        self._move("mouse")
        self.done["P"] += 1
        self.done["B"] += 2
        target.click()

    def _move(self, to: str) -> None:
        if self.at != to:
            self.done["H"] += 1
            self.at = to

    @property
    def modelled(self) -> float:
        """Seconds by the model."""
        return round(sum(SECONDS[operator] * count for operator, count in self.done.items()), 2)

    def waited(self) -> float:
        """Seconds that answers took which the clinician waited for; a draft is kept behind their back."""
        waits = [
            max(0.0, request.timing["responseEnd"]) / 1_000
            for request in self._requests
            if request.resource_type in _WAITED_FOR and "/drafts/" not in request.url and "/static/" not in request.url
        ]
        return round(sum(waits), 3)
