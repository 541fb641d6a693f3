"""Releases in words, for whoever reads them at a command line: a line each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from app.clinical.ages import LONDON, clinical_date
from app.identity import Identity
from app.terminology.differences import Differences
from app.terminology.edition.facts import EditionFacts
from app.terminology.releases import LoadedRelease, Switch

SHIPPED: Final = "shipped"
"""What stands for the shipped list where a release's key is asked for."""

Names = Mapping[Identity, str]


def clock_time(instant: datetime) -> str:
    """An instant as the clinic's clock showed it: 24-Nov-2026 10:31."""
    local = instant.astimezone(LONDON)
    return f"{clinical_date(local.date())} {local:%H:%M}"


def counted(count: int, one: str, several: str | None = None) -> str:
    """A number of things: "1 member", "2,000 members"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def facts_lines(facts: EditionFacts, *, verbose: bool = False) -> Iterator[str]:
    """What was loaded: what it is called, how much is in it, which files were used, and what should be known."""
    counts = facts.counts
    yield f"{facts.label}, key {facts.key}"
    yield f"{facts.version_uri}, effective {clinical_date(facts.effective)}"
    yield (
        f"{counted(counts.concepts, 'concept')}, {counts.active_concepts:,} of them active; "
        f"{counted(counts.terms, 'term')}, {counts.searchable_terms:,} of them searched"
    )
    yield (
        f"{counted(counts.is_a, 'is-a relationship')}; {counted(counts.refsets, 'reference set')} with "
        f"{counted(counts.refset_members, 'member')}; {counted(counts.associations, 'historical association')}"
    )
    used = [each for each in facts.files if each.used]
    left = [each for each in facts.files if not each.used]
    yield f"{counted(len(used), 'file')} used, {len(left):,} left alone"
    if verbose:
        yield from (f"  used {each.name}: {each.what}, {counted(each.rows, 'row')}" for each in used)
        yield from (f"  left alone {each.name}: {each.what}" for each in left)
    yield from (f"Note: {note}" for note in facts.notes)


def release_lines(
    releases: Sequence[LoadedRelease], switches: Sequence[Switch], shipped: str, names: Names
) -> Iterator[str]:
    """Every release, the one in use marked, then every switch, the last first."""
    in_use = switches[0].release if switches else None
    for release in releases:
        yield f"{_mark(release.id == in_use)}  {release.key}  {release.label}"
        yield (
            f"        {release.version_uri}, effective {clinical_date(release.effective)}; "
            f"{counted(release.concepts, 'active concept')}, {counted(release.terms, 'term')} searched"
        )
        yield f"        loaded {clock_time(release.loaded_at)} {_by(release.loaded_by, names)}"
    yield f"{_mark(in_use is None)}  {SHIPPED:<16}  {shipped}"
    if switches:
        yield "Switches, the last first:"
        yield from switch_lines(releases, switches, names)


def switch_lines(releases: Iterable[LoadedRelease], switches: Iterable[Switch], names: Names) -> Iterator[str]:
    """A line for each switch: its number, when, to which release, by whom."""
    labels = {each.id: f"{each.label} ({each.key})" for each in releases}
    for switch in switches:
        to = labels.get(switch.release, "") if switch.release is not None else "the shipped list"
        undoes = f", undoing switch {switch.undoes}" if switch.undoes is not None else ""
        yield f"  {switch.number}  {clock_time(switch.at)}  to {to} {_by(switch.by, names)}{undoes}"


def changes_in_words(found: Differences) -> str:
    """How much a switch changed in the reference set."""
    if not found:
        return "The members of the reference set, and their names, are the same as before."
    return (
        f"In the reference set: {counted(len(found.joined), 'member')} joined; {len(found.left):,} left, of which "
        f"{len(found.replaced):,} are replaced; {counted(len(found.renamed), 'is', 'are')} called otherwise."
    )


def _mark(in_use: bool) -> str:
    return "in use" if in_use else "      "


def _by(account: Identity | None, names: Names) -> str:
    return "by command" if account is None else f"by {names.get(account, 'an account that is gone')}"
