"""What rows are derived by, told apart: rows derived by other rules than the copy's do not go into it."""

import hmac
import json
from collections.abc import Iterator
from typing import Any

from app.reports.copy.deriving import VERSION
from app.reports.copy.places import Places
from app.terminology.refset import Member, Refset


def rules_of(key: bytes, places: Places, refset: Refset) -> str:
    """A text that is the same exactly when the same record makes the same rows: of the program, the key of reports, the
    lists of places, and the reference set in use with its grouping and what has replaced its concepts."""
    release = refset.release
    text = [
        *(VERSION, places.version, str(release.refset), release.label, release.effective.isoformat(), release.sha256),
        *_members(refset),
    ]
    return hmac.digest(key, json.dumps(text).encode(), "sha256").hex()


def _members(refset: Refset) -> Iterator[Any]:
    for held in (refset.members, refset.former):
        yield [_member(held[concept]) for concept in sorted(held)]


def _member(member: Member) -> list[Any]:
    return [member.concept, member.group.value, member.counted, member.sensitive]
