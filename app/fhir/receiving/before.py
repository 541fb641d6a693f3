"""What there was before a body: which version of each resource held, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from app.fhir.ports import Compartment, KeptResource, TypeAndId
from app.fhir.reading.versions import ChildView
from app.identity import Identity

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Before:
    """The records of the children a body is about, and what was kept last of the resources it is about."""

    compartments: Mapping[Identity, Compartment]
    last: Mapping[TypeAndId, KeptResource]
    today: date
    _views: dict[Identity, ChildView] = field(default_factory=dict)

    def version(self, target: TypeAndId, child: Identity | None) -> tuple[int, datetime]:
        """The number of the version that held, 0 when there was none, and the instant (UTC) since which it did."""
        if child is not None:
            if child not in self.compartments:
                return 0, _NEVER
            view = self._views.setdefault(child, ChildView(self.compartments[child], self.today))
            latest = view.latest(*target)
            return (latest.number, latest.at) if latest is not None else (0, _NEVER)
        kept = self.last.get(target)
        return (kept.version, kept.kept_at) if kept is not None else (0, _NEVER)
