"""Forms as they were left, as rows: the one kind of row about a child that is replaced, and goes."""

from sqlalchemy import bindparam, delete, select

from app.capture.ports import Draft, DraftsDone, DraftsExpired
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY, Instant
from app.store.database import Database, Reading, first
from app.store.prepared import Step


class Drafts:
    """Reads, writes and clears drafts."""

    def __init__(self, database: Database) -> None:
        draft = tables.draft
        mine = draft.c.organisation == bindparam("of_organisation", type_=IDENTITY)
        theirs = draft.c.account == bindparam("of_account", type_=IDENTITY), draft.c.place == bindparam("of_place")
        self._last = database.query(
            select(draft).where(mine, *theirs).order_by(draft.c.saved_at.desc(), draft.c.form_token.desc()).limit(1),
            "of_organisation",
            "of_account",
            "of_place",
        )
        self._save = database.upsert(draft, "saved_at")
        self._done = database.change(delete(draft).where(mine, *theirs), "of_organisation", "of_account", "of_place")
        self._expired = database.change(
            delete(draft).where(mine, draft.c.saved_at < bindparam("before", type_=Instant)),
            "of_organisation",
            "before",
        )

    def draft(self, reading: Reading, organisation: Identity, account: Identity, place: str) -> Draft | None:
        """The last saved draft of an account for a place."""
        row = first(reading, self._last, organisation, account, place)
        return None if row is None else Draft(*row)

    def draft_steps(self, draft: Draft) -> list[Step]:
        """The row of a draft, unless a later one of the same form is there already."""
        save = self._save.of(
            *(draft.organisation, draft.account, draft.form_token, draft.place, draft.child),
            *(draft.fields, draft.saved_at),
        )
        return [save]

    def done_steps(self, done: DraftsDone) -> list[Step]:
        """The removal of an account's drafts for a place."""
        return [self._done.of(done.organisation, done.account, done.place)]

    def expired_steps(self, expired: DraftsExpired) -> list[Step]:
        """The removal of drafts last saved before an instant."""
        return [self._expired.of(expired.organisation, expired.before)]
