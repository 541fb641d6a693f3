"""Editions of SNOMED CT made up for tests: valid RF2, of any size, the same for the same seed.

`small_history` draws an edition and its changes over some dates, with a naive model to compare with; `ReleaseBuilder`
lets a test say by hand what is in one; `write_large` writes one as large as the largest that is released.
"""

from tests.terminology.editions.builder import ReleaseBuilder
from tests.terminology.editions.history import GeneratedHistory
from tests.terminology.editions.large import write_large
from tests.terminology.editions.small import small_history
from tests.terminology.editions.state import EditionState

__all__ = ["EditionState", "GeneratedHistory", "ReleaseBuilder", "small_history", "write_large"]
