"""A version of a resource as the JSON that is served."""

from app.fhir.content import kept_content, served
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import FhirRecords, TypeAndId
from app.fhir.r4 import built
from app.fhir.reading.standing import standing_resource
from app.fhir.reading.versions import ChildView, Version, kept_versions
from app.fhir.surroundings import resource_of
from app.identity import Identity, made_at


class Shelf:
    """The resources of an organisation, for one request: what is held of each child is read once."""

    def __init__(self, records: FhirRecords, surroundings: Surroundings) -> None:
        self._records = records
        self.surroundings = surroundings
        self._views: dict[Identity, ChildView] = {}

    def bring(self, children: set[Identity]) -> None:
        """Read what is held of several children in one go."""
        missing = [each for each in children if each not in self._views]
        if missing:
            held = self._records.compartments(missing)
            self._views.update({child: ChildView(each, self.surroundings.today) for child, each in held.items()})

    def view(self, child: Identity) -> ChildView | None:
        """What is held of a child; None when there is no such child."""
        self.bring({child})
        return self._views.get(child)

    def versions(self, target: TypeAndId, child: Identity | None) -> tuple[Version, ...]:
        """Every version of a resource, the first first; none when there is none. `child` is whose it is."""
        if child is not None:
            view = self.view(child)
            return view.versions(*target) if view is not None else ()
        kept = self._records.kept_versions(*target)
        if kept:
            return kept_versions(kept)
        made = standing_resource(*target, self.surroundings)
        if made is None:
            return ()
        drawn = built(made)
        return (Version(1, made_at(target[1]), draw=lambda _, __: drawn),)

    def json(self, target: TypeAndId, version: Version) -> bytes:
        """The version as it is served."""
        content, meta = self._content(version)
        return served(*target, version=version.number, at=version.at, content=content, meta=meta)

    def _content(self, version: Version) -> tuple[bytes, bytes | None]:
        if version.kept is not None and not version.withheld:
            return version.kept.content, version.kept.meta
        if version.draw is None:
            raise RuntimeError("A version is neither kept nor recorded.")
        before = resource_of(version.before) if version.before is not None else None
        return kept_content(version.draw(self.surroundings, before))
