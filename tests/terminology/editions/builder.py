"""Editions said by hand: a test names its concepts, sets and changes, and writes a release of them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random

from app.terminology.concept import ConceptId, namespace
from app.terminology.refset import Refset
from tests.terminology.editions import metadata as m
from tests.terminology.editions.author import Author, add_metadata
from tests.terminology.editions.history import GeneratedHistory
from tests.terminology.editions.ledger import Ledger, as_number
from tests.terminology.editions.packages import Files, write_zip
from tests.terminology.editions.small import BEFORE
from tests.terminology.editions.state import EditionState
from tests.terminology.editions.tables import SEPARATE, Package, Table


class ReleaseBuilder:
    """An edition as at `effective`, with the standard's own concepts in it, to which a test adds its own.

    What is added belongs to the UK clinical extension unless `international` is said; a concept with an identifier of
    the International Edition always belongs there. `packages` says how it is packed: apart, as item 101 of the UK's
    distributor, or `(Package.MONOLITH,)`.
    """

    def __init__(
        self, effective: date = date(2025, 4, 10), *, seed: int = 0, packages: Sequence[Package] = SEPARATE
    ) -> None:
        self.packages = packages
        self._dates = [effective]
        self._author = Author(Ledger(), Random(seed), *BEFORE)
        add_metadata(self._author)
        self._author.move_on(effective, effective)
        self._state_modules()

    def later(self, effective: date) -> None:
        """What is said from now on is of this date, and what was said before stays as released."""
        if effective <= self._dates[-1]:
            raise ValueError(f"{effective} is not after {self._dates[-1]}")
        self._dates.append(effective)
        self._author.move_on(effective, effective)
        self._state_modules()

    def concept(
        self,
        name: str,
        *synonyms: str,
        tag: str = "disorder",
        parents: Sequence[int] | None = None,
        identifier: int | None = None,
        fully_specified: str | None = None,
        defined: bool = False,
        international: bool = False,
    ) -> ConceptId:
        """An active concept whose preferred term is `name`; gives its identifier.

        It is called "name (tag)" in full unless `fully_specified` is given; without `parents` it lies directly below
        the top of its hierarchy. An International concept gets its American spelling by itself.
        """
        module = _module(identifier, international)
        concept = self._author.concept(module, identifier=identifier, defined=defined)
        self._author.named(module, concept, fully_specified or f"{name} ({tag})", name, synonyms)
        for parent in parents or (m.TAGGED_TOPS.get(tag, m.CLINICAL_FINDING),):
            self._author.relate(module, concept, parent)
        return ConceptId(concept)

    def inactive(
        self,
        name: str,
        *synonyms: str,
        reason: int | None = m.DUPLICATE,
        associations: Iterable[tuple[int, int]] = (),
        identifier: int | None = None,
        tag: str = "disorder",
        international: bool = False,
    ) -> ConceptId:
        """A concept that was inactive from the start, with its reason, and what stands in for it.

        `associations` are pairs of association set and target, such as `(metadata.SAME_AS, other)`.
        """
        module = _module(identifier, international)
        concept = self._author.concept(module, identifier=identifier, active=False)
        self._author.named(module, concept, f"{name} ({tag})", name, synonyms)
        if reason is not None:
            self._author.member(Table.ATTRIBUTE_VALUE, module, m.CONCEPT_INACTIVATION, concept, reason)
        for kind, target in associations:
            self.associate(concept, kind, target)
        return ConceptId(concept)

    def associate(self, source: int, kind: int, target: int) -> None:
        """Say what to use in place of a concept; `kind` is the association set."""
        self._author.member(Table.ASSOCIATION, self._module_of(source), kind, source, target)

    def retire(
        self, concept: int, reason: int | None = m.DUPLICATE, associations: Iterable[tuple[int, int]] = ()
    ) -> None:
        """Retire a concept of an earlier date and the relationships that touch it; its memberships stay."""
        if not self._author.retire_concept(concept, reason, associations):
            raise ValueError(f"{concept} is inactive, or of this very date: say `later` first")

    def synonym(self, concept: int, text: str, *, preferred: bool = False, language: int = m.NHS_REALM) -> int:
        """One more name, in one language set; gives the description."""
        description = self._author.description(self._module_of(concept), concept, text)
        self._author.use(m.UK_REFSETS, language, description, preferred=preferred)
        return description

    def parent(self, concept: int, parent: int) -> None:
        """One more parent."""
        self._author.relate(self._module_of(concept), concept, parent)

    def orphan(self, concept: int, parent: int) -> None:
        """One parent less."""
        rows = self._author.ledger.active(Table.RELATIONSHIP)
        self._retired(Table.RELATIONSHIP, [row.id for row in rows if _says(row.rest, concept, parent)])

    def refset(self, name: str, members: Iterable[int], *, identifier: int | None = None) -> ConceptId:
        """A simple reference set, which is a concept too; gives its identifier."""
        module = m.UK_REFSETS
        refset = self._author.concept(module, identifier=identifier)
        self._author.named(module, refset, f"{name} (foundation metadata concept)", name, ())
        self._author.relate(module, refset, m.SIMPLE_TYPE)
        self.join(refset, *members)
        return ConceptId(refset)

    def join(self, refset: int, *concepts: int) -> None:
        """Concepts become members of a simple set."""
        for concept in concepts:
            self._author.member(Table.SIMPLE, m.UK_REFSETS, refset, concept)

    def leave(self, refset: int, *concepts: int) -> None:
        """Concepts that joined at an earlier date are members no more."""
        for concept in concepts:
            rows = self._author.ledger.active(Table.SIMPLE)
            self._retired(Table.SIMPLE, [row.id for row in rows if row.rest == (str(refset), str(concept))])

    def shipped(self, refset: Refset) -> ConceptId:
        """The members of the service's own list, with their names, and the reference set that holds them.

        Each lies below the top of the hierarchy that its semantic tag names. The clinic's own labels and short codes
        are no part of a release.
        """
        for member in refset.members.values():
            full = member.fully_specified_name
            tag = full.rpartition("(")[2].rstrip(")") if full else "finding"
            self.concept(member.preferred_term, tag=tag, identifier=member.concept, fully_specified=full)
        return self.refset(refset.release.name, refset.members, identifier=refset.release.refset)

    def history(self) -> GeneratedHistory:
        """What was said, as a history with a release at each date."""
        return GeneratedHistory(self._author.ledger, tuple(self._dates), self.packages)

    def state(self, on: date | None = None) -> EditionState:
        """What the edition says at a date, worked out naively."""
        return self.history().state(on)

    def files(self, on: date | None = None) -> Files:
        """The files of a Snapshot release at a date, the last one when none is given."""
        return self.history().snapshot_files(on)

    def write_snapshot(self, folder: Path, on: date | None = None) -> Path:
        """Write that release below a folder, which is made; gives the folder."""
        return self.history().write_snapshot(folder, on)

    def write_zip(self, path: Path, on: date | None = None) -> Path:
        """Write that release as one zip; gives its path."""
        return write_zip(path, self.files(on))

    def _state_modules(self) -> None:
        for module, on in ((m.CORE, m.MODEL), (m.UK_CLINICAL, m.CORE), (m.UK_REFSETS, m.UK_CLINICAL)):
            self._author.rests_on(module, on)

    def _module_of(self, concept: int) -> int:
        return self._author.ledger.latest[Table.CONCEPT][str(concept)].module

    def _retired(self, table: Table, identifiers: Sequence[str]) -> None:
        if not identifiers:
            raise ValueError("there is no such row in force")
        retire: Callable[[Table, str], bool] = self._author.retire
        if not all(retire(table, each) for each in identifiers):
            raise ValueError(f"it was said at {as_number(self._dates[-1])} itself: say `later` first")


def _module(identifier: int | None, international: bool) -> int:
    if identifier is not None:
        international = namespace(ConceptId(identifier)) is None
    return m.CORE if international else m.UK_CLINICAL


def _says(rest: tuple[str, ...], concept: int, parent: int) -> bool:
    return rest[:2] == (str(concept), str(parent)) and rest[3:5] == (str(m.IS_A), str(m.INFERRED))
