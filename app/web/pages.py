"""How a page is rendered: the NHS.UK layout, our templates, and what every page shows of the person signed in."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from markupsafe import Markup

from app import __version__
from app.access.permissions import may
from app.clinical.ages import LONDON, age_shown, clinical_date, long_date
from app.clinical.identifiers import spaced_nhs_number
from app.identity import shown
from app.web.calls import Call

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
ASSETS = STATIC / "kit" / "assets"


def _version_of_static_files() -> str:
    """A short digest over our own static files, so that a browser fetches them anew when they change."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(STATIC.glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _in_london(instant: datetime) -> str:
    """An instant as the clinic's clock showed it: 24-Nov-2026 10:31."""
    local = instant.astimezone(LONDON)
    return f"{clinical_date(local.date())} {local:%H:%M}"


class Pages:
    """Renders templates for calls. The same environment serves every thread.

    `shared` is what every template may use besides, such as the demo's sign-ins.
    """

    def __init__(self, shared: Mapping[str, Any] | None = None) -> None:
        loader = ChoiceLoader([FileSystemLoader(TEMPLATES), PackageLoader("nhsuk_frontend_jinja")])
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(
            shown=shown, clinical_date=clinical_date, long_date=long_date, spaced_nhs_number=spaced_nhs_number
        )
        self._environment.globals.update(
            static_version=_version_of_static_files(),
            version=__version__,
            age_shown=age_shown,
            may=may,
            london=_in_london,
            **(shared or {}),
        )

    def render(self, call: Call, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """A page: the template with its context, the person signed in, and the proof for its forms."""
        principal = call.signed_in.principal if call.signed_in else None
        text = self._environment.get_template(template).render(
            **context, principal=principal, proof=call.proof, path=call.url.path
        )
        return HTMLResponse(text, status_code=status)

    def part(self, template: str, context: Mapping[str, Any]) -> Markup:
        """A piece of a page that is the same whoever reads it: the template with its context."""
        return Markup(self._environment.get_template(template).render(context))  # noqa: S704  # the template escapes
