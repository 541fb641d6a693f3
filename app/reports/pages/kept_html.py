"""What was shown of a release, kept as it was shown: a released figure never changes, and a page of it is long."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from markupsafe import Markup

MOST_CHARACTERS: Final = 64 * 2**20
"""Some 100 pages of areas of a country's release."""


class KeptHtml:
    """Pieces of pages by what they show, as many as fit into a number of characters, those asked for last."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._kept: OrderedDict[Hashable, tuple[object, Markup]] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def __call__(self, key: Hashable, words: object, made: Callable[[], Markup]) -> Markup:
        """The piece of a key, made where none is kept with these very words.

        Words and figures of others are read anew from time to time: a piece that was made with earlier ones is not
        given. Two who ask at once may both make it; nobody waits.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] is words:
                self._kept.move_to_end(key)
                return found[1]
        piece = made()
        with self._lock:
            self._keep(key, words, piece)
        return piece

    def _keep(self, key: Hashable, words: object, piece: Markup) -> None:
        before = self._kept.pop(key, None)
        self._characters += len(piece) - (len(before[1]) if before else 0)
        self._kept[key] = words, piece
        while self._characters > self._most:
            self._characters -= len(self._kept.popitem(last=False)[1][1])
