"""A release stage by stage: rows are read, merged and held against what came before, and become parts of a snapshot.

The rows of a stage are let go before those of the next are read, so the largest stage alone decides how much memory is
needed. Reference sets come last, because they refer to everything else.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.faults import Fault
from app.terminology.rf2 import assembling
from app.terminology.rf2.circles import circles
from app.terminology.rf2.faults import COPY_AGAIN, ReleaseFault, Tally
from app.terminology.rf2.known import Catalogue, Known
from app.terminology.rf2.layouts import Content
from app.terminology.rf2.merging import Text, in_force, sorted_by_id
from app.terminology.rf2.rows import Columns
from app.terminology.rf2.snapshot import IS_A, Descriptions, FileRead, IsA, Snapshot
from app.terminology.rf2.verification import ROOT, Lookup, refuse_wrong_names

NOTHING: Final = np.zeros(0, dtype=np.int64)
_MOST_LANGUAGES: Final = 255
_FULLY_SPECIFIED: Final = 1
_INFERRED: Final = 0

Read = Callable[[Sequence[Content]], tuple[Columns, Text]]
"""Reads the rows of some contents, out of every file that is read, and the text descriptions point into."""


class Stages:
    """What is known of a release so far. `read` gives its rows, `names` and `once` tell its files by number."""

    def __init__(
        self, read: Read, names: Sequence[str], once: Sequence[bool], languages: Sequence[ConceptId], tally: Tally
    ) -> None:
        self._read = read
        self._names = names
        self._once = once
        self._languages = languages
        self._tally = tally
        self._known = Known()
        self._latest = 0
        self._notes: list[str] = []

    def snapshot(self, files: Callable[[], tuple[FileRead, ...]], notes: Callable[[], Sequence[str]]) -> Snapshot:
        """The whole release, `files` and `notes` being asked for when all is read. Raises ReleaseFault."""
        concepts = self._concepts()
        descriptions = self._descriptions(concepts)
        is_a = self._relationships(concepts)
        ids, terms = self._known.concepts, Catalogue.of(descriptions.id)
        simple = dict(assembling.simple_of(self._members(Content.SIMPLE), ids))
        language = self._members(Content.LANGUAGE)
        languages = dict(assembling.languages_of(language, terms, self._languages))
        self._note_languages(languages.keys())
        del language, terms
        targets = self._members(Content.ASSOCIATIONS, ("target", "targetComponentId"))
        values = self._members(Content.REASONS, ("target", "valueId"))
        modules = assembling.modules_of(self._members(Content.MODULES))
        return Snapshot(
            effective=_day(self._latest),
            concepts=assembling.concepts_of(concepts),
            descriptions=descriptions,
            is_a=is_a,
            languages=languages,
            simple=simple,
            associations=assembling.associations_of(targets, ids),
            reasons=assembling.reasons_of(values, ids),
            modules=modules,
            files=files(),
            notes=(*self._notes, *notes()),
        )

    @property
    def _lookup(self) -> Lookup:
        return Lookup(self._known, self._names, self._tally)

    def _merged(self, *contents: Content) -> tuple[Columns, Text]:
        """The rows in force of some contents. Raises ReleaseFault when any row so far is wrong."""
        columns, text = self._read(contents)
        if self._tally.count:
            self._refuse_after_reading_on(contents[-1])
        columns, text = in_force(columns, text, self._names, self._once, self._tally)
        self._tally.stop_if_any()
        if columns and len(columns["effective"]):
            self._latest = max(self._latest, int(columns["effective"].max()))
        return columns, text

    def _refuse_after_reading_on(self, content: Content) -> None:
        """Read what comes after a content too, so that what is wrong in its rows is told with the rest."""
        every = list(Content)
        for each in every[every.index(content) + 1 :]:
            self._read([each])
        self._tally.stop_if_any()

    def _concepts(self) -> Columns:
        columns, _ = self._merged(Content.CONCEPTS)
        if len(columns["id"]) == 0:
            what = "There is no concept in it, or none at the date asked for."
            raise ReleaseFault([Fault(self._names[0], None, what, "Give a release with concepts, or a later date.")])
        columns = sorted_by_id(columns)
        self._known = Known(Catalogue.of(columns["id"]))
        self._lookup.refer(columns, [("module", "moduleId")], columns["active"])
        self._tally.stop_if_any()
        return columns

    def _descriptions(self, concepts: Columns) -> Descriptions:
        columns, text = self._merged(Content.DESCRIPTIONS, Content.DEFINITIONS)
        columns = sorted_by_id(columns)
        self._known = Known(self._known.concepts, Catalogue.of(columns["id"]))
        self._lookup.refer(columns, [("module", "moduleId")], columns["active"])
        columns["place"], found = self._known.concepts.places(columns["concept"])
        self._lookup.refuse_missing(columns, "concept", "conceptId", ~found)
        self._tally.stop_if_any()
        self._refuse_many_languages(columns)
        named = columns["active"] & (columns["kind"] == _FULLY_SPECIFIED)
        refuse_wrong_names(concepts, columns, named, self._lookup)
        self._tally.stop_if_any()
        return assembling.descriptions_of(columns, text)

    def _refuse_many_languages(self, columns: Columns) -> None:
        if len(np.unique(columns["language"])) > _MOST_LANGUAGES:
            what = f"The descriptions are in more than {_MOST_LANGUAGES} languages."
            self._tally.add([Fault(self._names[columns["file"][0]], None, what, COPY_AGAIN)])

    def _relationships(self, concepts: Columns) -> IsA:
        columns, _ = self._merged(Content.RELATIONSHIPS)
        if not columns:
            return self._is_a(concepts, NOTHING, NOTHING)
        self._known = Known(self._known.concepts, self._known.descriptions, Catalogue(np.sort(columns["id"])))
        ends = [("source", "sourceId"), ("destination", "destinationId"), ("type", "typeId")]
        self._lookup.refer(columns, ends)
        self._lookup.refer(columns, [("module", "moduleId")], columns["active"])
        self._tally.stop_if_any()
        kept = columns["active"] & (columns["kind"] == _INFERRED) & (columns["type"] == IS_A)
        rows = {name: columns[name][kept] for name in ("source", "destination", "file", "line")}
        columns.clear()
        rows["child"], _ = self._known.concepts.places(rows.pop("source"))
        rows["parent"], _ = self._known.concepts.places(rows.pop("destination"))
        child, parent, origin = assembling.is_a_pairs(rows, concepts["active"])
        self._refuse_circles(concepts, child, parent, origin)
        return self._is_a(concepts, child, parent)

    def _refuse_circles(
        self, concepts: Columns, child: NDArray[np.int64], parent: NDArray[np.int64], origin: Columns
    ) -> None:
        rows = np.array(circles(child, parent, len(concepts["id"])), dtype=np.intp)
        origin["source"] = concepts["id"][child]
        what = "The is-a relationship of {id} closes a circle: going up from the concept leads back to it."
        self._lookup.refuse(origin, rows, what, COPY_AGAIN, "source")
        self._tally.stop_if_any()

    def _is_a(self, concepts: Columns, child: NDArray[np.int64], parent: NDArray[np.int64]) -> IsA:
        alone = concepts["active"] & (concepts["id"] != ROOT)
        alone[child] = False
        count = int(np.count_nonzero(alone))
        if count:
            self._notes.append(
                f"{count} active concepts have no active is-a relationship to an active concept: they are in no "
                f"hierarchy, and nothing above them finds them. The first is {int(concepts['id'][alone][0])}."
            )
        return IsA(child.astype(np.uint32), parent.astype(np.uint32))

    def _members(self, content: Content, *more: tuple[str, str]) -> Columns:
        """The active members of reference sets of a kind, each referring to what is there."""
        columns, _ = self._merged(content)
        if not columns:
            return _no_members()
        active = columns["active"]
        members = {name: columns.pop(name)[active] for name in list(columns)}
        references = [("refset", "refsetId"), ("component", "referencedComponentId"), *more]
        self._lookup.refer(members, references)
        self._tally.stop_if_any()
        return members

    def _note_languages(self, found: Collection[ConceptId]) -> None:
        if self._languages and not found:
            wanted = ", ".join(map(str, self._languages))
            self._notes.append(f"None of the language sets asked for is in it ({wanted}), so no term is preferred.")


def _no_members() -> Columns:
    names = ("refset", "component", "target", "effective", "module", "from_date", "on_date")
    return {**dict.fromkeys(names, NOTHING), "preferred": np.zeros(0, dtype=np.bool_)}


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
