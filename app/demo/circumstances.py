"""What a made-up child's family said when circumstances were asked about: home, work, needs at school, protection.

It is drawn apart from everything else about the child, so that it can change without changing the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from app.clinical.child import FactAnswer, FactKind
from app.demo.facts import Circumstances, FactPlan

_WORKING_YEARS, _SCHOOL_YEARS = 16, 3
_HOMES = (
    ("MA01", 36),
    ("MA05", 20),
    ("MA04", 18),
    ("MA06", 19),
    ("MA02", 3),
    ("HM05", 2.5),
    ("CH02", 0.5),
    ("OC99", 1),
)
_WORK = (
    (("03", "98"), 82),
    (("01", "04"), 5),
    (("01", "03"), 3),
    (("02", "98"), 4),
    (("06", "98"), 4),
    (("ZZ", "97"), 2),
)
_CATEGORIES = (("A", 93), ("B", 4), ("P", 2), ("E", 1))
_LIMITS = (("01", 45), ("02", 35), ("03", 14), ("04", 6))
_FACTORS = ("10", "03", "08", "02", "14", "07")
_REASONS = (("01", 48), ("03", 38), ("02", 9), ("04", 5))


def with_circumstances(facts: Sequence[FactPlan], about: Circumstances, random: Random) -> tuple[FactPlan, ...]:
    """The facts of a child, and the answers about circumstances that fit them."""
    values = {each.kind: each.value for each in facts}
    return (
        *(_limited(each, random) for each in facts),
        *_home(about, random),
        *_education(values, about, random),
        *_work(about, random),
        *_protection(values.get(FactKind.SAFEGUARDING_VULNERABILITY) == "Y", about, random),
    )


def _limited(fact: FactPlan, random: Random) -> FactPlan:
    """A disability with how far it limits, as most families say."""
    if fact.kind is not FactKind.DISABILITY_QUESTION or fact.value in (None, "NN", "ZZ") or random.random() > 0.8:
        return fact
    return replace(fact, qualifier=_drawn(_LIMITS, random))


def _home(about: Circumstances, random: Random) -> Iterator[FactPlan]:
    if random.random() < 0.55:
        yield _known(FactKind.ACCOMMODATION, _drawn(_HOMES, random))
    if random.random() < 0.3:
        category = _drawn(_CATEGORIES, random)
        since = about.born if category == "A" else about.today - timedelta(days=random.randrange(30, 700))
        yield replace(_known(FactKind.OVERSEAS_VISITOR_CATEGORY, category), since=max(since, about.born))


def _education(values: Mapping[FactKind, str | None], about: Circumstances, random: Random) -> Iterator[FactPlan]:
    """Types of special educational need, of children with a plan or support at school."""
    supported = values.get(FactKind.EHC_PLAN) in ("has_plan", "sen_support")
    none = values.get(FactKind.EDUCATIONAL_ASSESSMENT) == "01"
    if about.years < _SCHOOL_YEARS or none or not supported or random.random() > 0.7:
        return
    types = ("02", "04", "07", "03") if about.disabled else ("04", "03", "01", "08")
    for value in random.sample(types, random.choices((1, 2, 3), (50, 38, 12))[0]):
        yield _known(FactKind.SEN_TYPE, value)


def _work(about: Circumstances, random: Random) -> Iterator[FactPlan]:
    if about.years >= _WORKING_YEARS + 0.1 and random.random() < 0.6:
        value, hours = random.choices([each for each, _ in _WORK], [share for _, share in _WORK])[0]
        yield replace(_known(FactKind.EMPLOYMENT, value), qualifier=hours)


def _protection(vulnerable: bool, about: Circumstances, random: Random) -> Iterator[FactPlan]:
    """The factors of a child of whom it is said that there are some; for a quarter, a child protection plan."""
    if not vulnerable:
        return
    if random.random() < 0.85:
        for value in random.sample(_FACTORS, random.choices((1, 2), (70, 30))[0]):
            yield _known(FactKind.SAFEGUARDING_FACTOR, value)
    if random.random() < 0.25:
        since = max(about.born, about.today - timedelta(days=random.randrange(20, 600)))
        end = since + timedelta(days=random.randrange(90, 420))
        over = end if end < about.today else None
        yield replace(_known(FactKind.CHILD_PROTECTION_PLAN, _drawn(_REASONS, random)), since=since, until=over)


def _known(kind: FactKind, value: str) -> FactPlan:
    return FactPlan(kind, FactAnswer.KNOWN, value, None)


def _drawn(shares: Sequence[tuple[str, float]], random: Random) -> str:
    return random.choices([value for value, _ in shares], [share for _, share in shares])[0]
