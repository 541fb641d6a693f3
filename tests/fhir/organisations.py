"""A service without a clinic, on either database: one organisation or two, and their systems."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.clinical.ages import london_date
from app.wiring import installation, now
from tests.service import Service, opened_service, settings_for

HERE, ELSEWHERE = "RYY01", "RZZ01"


@contextmanager
def bare_service(database_url: str, folder: Path) -> Iterator[Service]:
    """The application on a migrated database with two organisations and nothing in them."""
    settings = settings_for(database_url, folder / "secret.key", demo=False)
    with installation(settings) as opened:
        opened.desk.add_organisation(HERE, "Here Community Trust")
        opened.desk.add_organisation(ELSEWHERE, "Elsewhere Community Trust")
    with opened_service(settings, london_date(now())) as service:
        yield service
