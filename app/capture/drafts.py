"""A form as it was left, kept on the server until it is recorded: nothing clinical stays in the browser."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from app.capture.beginning import carried_need, page_fields
from app.capture.ports import CaptureRecords, Draft
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.ports import Work
from app.errors import NotFound
from app.identity import Identity, parse_identity, shown

LONGEST_DRAFT = 200_000
"""Characters of a draft's fields; the fullest form has a tenth of it."""

LONGEST_NUMBER = 9

_ID = "[0-9A-HJKMNP-TV-Z]{13}"
_PLACES = re.compile(
    f"/appointments/(?P<appointment>{_ID})/encounter"
    f"|/children/(?P<child>{_ID})/referrals/{_ID}/encounter"
    f"|/encounters/(?P<encounter>{_ID})/amendment"
)
_OF_THE_PAGE = frozenset({"proof", "action", "place"})
_NOT_THERE = "There is no such form."


def child_of_place(place: str, work: Work[CaptureRecords]) -> Identity:
    """The child whose form stands at a path.

    Raises:
        NotFound: no form stands there, or none of the organisation's.
    """
    found = _PLACES.fullmatch(place)
    if found is None:
        raise NotFound(_NOT_THERE)
    try:
        identity = parse_identity(found["appointment"] or found["encounter"] or found["child"])
    except ValueError:
        raise NotFound(_NOT_THERE) from None
    if found["appointment"]:
        return work.records.appointment(identity).child
    return work.records.encounter(identity).child if found["encounter"] else work.records.child(identity).id


def draft_of(fields: Mapping[str, tuple[str, ...]], form_token: str, place: str, work: Work[CaptureRecords]) -> Draft:
    """The draft that a page's fields make.

    Raises:
        NotFound: the place is none of a form, the page is another child's, or the fields are no form's.
    """
    child = child_of_place(place, work)
    # Not every database takes a NUL in a text; a form with one is refused when it is recorded, and told there.
    kept = {
        name.replace("\0", "\ufffd"): [each.replace("\0", "\ufffd") for each in texts]
        for name, texts in fields.items()
        if name not in _OF_THE_PAGE
    }
    text = json.dumps(kept, ensure_ascii=False)
    if fields.get("child") != (shown(child),) or len(text) > LONGEST_DRAFT:
        raise NotFound(_NOT_THERE)
    return Draft(work.principal.organisation.id, work.principal.account, form_token, place, child, text, work.now)


def restored(draft: Draft, visit: Visit, form_token: str) -> Typed:
    """The form as the draft left it, on a page of its own that knows what stands recorded now.

    Needs recorded since then stand on it too, carried.
    """
    typed = Typed.from_posted({name: tuple(texts) for name, texts in json.loads(draft.fields).items()})
    for name, text in page_fields(visit, form_token).items():
        typed = typed.with_text(name, text)
    mentioned = {need.text("id") for need in typed.needs}
    for history in visit.standing:
        if shown(history.need) not in mentioned:
            typed = typed.with_needs([carried_need(typed.fresh_key(), history, visit)])
    return typed


def record_number_of(draft: Draft) -> int:
    """The number of the child's last recorded version when the draft's page was made; 0 when it does not say."""
    texts = json.loads(draft.fields).get("record_number", ["0"])
    last: str = texts[-1]
    return int(last) if last.isascii() and last.isdigit() and len(last) <= LONGEST_NUMBER else 0


def is_current(draft: Draft, visit: Visit, oldest: datetime) -> bool:
    """Whether a draft is of this visit's child and young enough to be offered."""
    return draft.child == visit.child.id and draft.saved_at >= oldest
