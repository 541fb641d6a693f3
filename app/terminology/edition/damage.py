"""The files of an indexed edition cannot be used."""

from typing import Final

from app.terminology.faults import Fault

_MEND: Final = "Load the release again from its package; the index is made anew."


class EditionDamaged(ValueError):
    """An indexed edition is not as it was written; the message names the file. `fault` says what, and how to mend."""

    def __init__(self, file: str, what: str) -> None:
        self.fault = Fault(file, None, what, _MEND)
        super().__init__(str(self.fault))
