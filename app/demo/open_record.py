"""What is known of a made-up child while the history is replayed: identities, and each need as it stands.

The core's histories are of all a child's encounters at once; a replay would read them again at every visit. Here they
are followed from one encounter to the next, and a test holds that both say the same.
"""

from dataclasses import dataclass, field, replace

from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory
from app.clinical.needs import Change, Statement
from app.identity import Identity


@dataclass(slots=True)
class OpenRecord:
    """A child's record so far. `needs` are by place in the child's list of courses, `histories` by need."""

    child: Identity
    referral: Identity
    appointment: Identity | None = None
    needs: dict[int, Identity] = field(default_factory=dict)
    histories: dict[Identity, NeedHistory] = field(default_factory=dict)
    records: int = 0

    def heed(self, encounter: Encounter) -> None:
        """Take note of an encounter just recorded, the last by time."""
        self.records += 1
        for statement in encounter.statements:
            before = self.histories.get(statement.need)
            self.histories[statement.need] = (
                _begun(statement, encounter) if before is None else _followed(before, statement, encounter)
            )


def _begun(statement: Statement, encounter: Encounter) -> NeedHistory:
    on, by = encounter.contact.on, encounter.professional
    return NeedHistory(
        *(statement.need, statement, on, by, on, by, on, statement.source.profession),
        primary_for=frozenset({encounter.referral}) if statement.primary else frozenset(),
        light=statement.traffic_light,
    )


def _followed(before: NeedHistory, statement: Statement, encounter: Encounter) -> NeedHistory:
    change, on = statement.change, encounter.contact.on
    if change is Change.CARRIED:
        theirs = before.touched_by is None or encounter.profession is before.touched_by
        passed_over = before.untouched_visits + int(encounter.seen and theirs)
        return replace(before, latest=statement, untouched_visits=passed_over)
    after = replace(before, latest=statement, primary_for=frozenset({encounter.referral} if statement.primary else ()))
    if change.affirmed:
        after = replace(after, affirmed_on=on, affirmed_by=encounter.professional, light=statement.traffic_light)
    if change.touched:
        return replace(after, touched_on=on, touched_by=statement.source.profession, untouched_visits=0)
    return replace(after, untouched_visits=before.untouched_visits + int(encounter.seen))
