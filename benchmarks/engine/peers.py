"""Other engines over the same terms: SQLite's FTS5 and tantivy, each set up as it answers best."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import tantivy

from app.terminology.edition.search import SHORTEST_MENDED
from app.terminology.wording import normalised
from benchmarks.engine.terms import MadeTerms

Row = tuple[int, str]
"""The place of a concept, and its term."""

_HITS = 60
"""Terms asked of an engine that cannot be read one by one, for twenty concepts."""


class Fts5:
    """Rows in the order they are to be shown, beginnings indexed to seven letters, read in order of row; no typos."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path, made: MadeTerms) -> None:
        self._connection = sqlite3.connect(folder / "fts5.sqlite")
        self._connection.executescript(
            "CREATE TABLE term (number INTEGER PRIMARY KEY, concept INTEGER, text TEXT);"
            "CREATE VIRTUAL TABLE found USING fts5(text, content='', detail=none, prefix='1 2 3 4 5 6 7')"
        )
        with self._connection:
            rows = zip(range(1, len(made.texts) + 1), made.concepts.tolist(), made.texts, strict=True)
            self._connection.executemany("INSERT INTO term VALUES (?, ?, ?)", rows)
            texts = ((number, normalised(text)) for number, text in enumerate(made.texts, 1))
            self._connection.executemany("INSERT INTO found(rowid, text) VALUES (?, ?)", texts)
            self._connection.execute("INSERT INTO found(found) VALUES ('optimize')")

    def find(self, typed: str, limit: int = 20) -> list[Row]:
        """The first concepts with a term of which each typed word begins a word."""
        match = " AND ".join(f'"{word}"*' for word in normalised(typed).split())
        rows = self._connection.execute(
            "SELECT term.concept, term.text FROM found JOIN term ON term.number = found.rowid "
            "WHERE found MATCH ? ORDER BY found.rowid",
            (match,),
        )
        return _each_once(rows, limit)


class Tantivy:
    """Documents with their number as an integer field, read in its order; slips mended where nothing is found."""

    name = "tantivy"

    def __init__(self, folder: Path, made: MadeTerms) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="default", index_option="basic")
        builder.add_integer_field("number", fast=True)
        builder.add_integer_field("concept", stored=True)
        self._schema = builder.build()
        path = folder / "tantivy"
        path.mkdir()
        index = tantivy.Index(self._schema, path=str(path))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for number, (text, concept) in enumerate(zip(made.texts, made.concepts.tolist(), strict=True)):
            document = tantivy.Document()
            document.add_text("text", text)
            document.add_integer("number", number)
            document.add_integer("concept", concept)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, typed: str, limit: int = 20) -> list[Row]:
        """The first concepts with a term of which each typed word begins a word, or one slip away where none is."""
        words = normalised(typed).split()
        return self._found(words, 0, limit) or self._found(words, 1, limit)

    def _found(self, words: list[str], slips: int, limit: int) -> list[Row]:
        parts = [(tantivy.Occur.Must, self._begins(word, slips)) for word in words]
        query = tantivy.Query.boolean_query(parts)
        hits = self._searcher.search(query, _HITS, False, order_by_field="number", order=tantivy.Order.Asc).hits
        documents = (self._searcher.doc(address) for _, address in hits)
        return _each_once(((int(each["concept"][0]), str(each["text"][0])) for each in documents), limit)

    def _begins(self, word: str, slips: int) -> tantivy.Query:
        distance = slips if len(word) >= SHORTEST_MENDED else 0
        return tantivy.Query.fuzzy_term_query(self._schema, "text", word, distance=distance, prefix=True)


def _each_once(rows: Iterable[Row], limit: int) -> list[Row]:
    found: dict[int, str] = {}
    for concept, text in rows:
        found.setdefault(concept, text)
        if len(found) == limit:
            break
    return list(found.items())
