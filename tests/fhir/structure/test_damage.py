import json
import random
import sys
from typing import Any

from app.fhir.structure.describe import Describer
from app.fhir.structure.problems import Problem
from app.fhir.structure.r4 import R4
from app.fhir.structure.work import Work
from tests.fhir.structure.asking import problems
from tests.fhir.structure.damaging import Damage, Json, damaged
from tests.fhir.structure.examples import EXAMPLES, transaction

TIMES = 1500


def _bundles() -> list[Json]:
    every = [json.loads(text) for text in EXAMPLES]
    return [transaction(*every[at : at + 4]) for at in range(0, len(every), 4)]


def _damages(r4: R4, seed: int) -> list[tuple[Json, Damage]]:
    chance = random.Random(seed)
    bundles = _bundles()
    drawn = (damaged(chance.choice(bundles), r4.definitions, chance) for _ in range(TIMES))
    return [each for each in drawn if each is not None]


def test_random_damage_gets_the_verdict_fixed_before(r4: R4, capsys: Any) -> None:
    every = _damages(r4, seed=5)
    missed = [damage for sent, damage in every if bool(problems(r4, sent)) is not damage.refused]
    with capsys.disabled():
        for damage in missed:
            said = "accepted" if damage.refused else "refused"
            sys.stdout.write(f"\n{damage.kind} of {damage.way} was {said}")
    assert len(every) > TIMES / 2
    assert len(missed) <= 0.03 * len(every)


def test_damage_is_told_in_the_entry_that_was_damaged(r4: R4) -> None:
    for sent, damage in _damages(r4, seed=6):
        if damage.refused:
            entry = damage.way.split(".")[0]
            assert all(each.expression.startswith(f"Bundle.{entry}") for each in problems(r4, sent)), damage


def test_schemas_and_descriptions_come_to_one_verdict(r4: R4) -> None:
    for sent, damage in _damages(r4, seed=7):
        for entry in sent["entry"]:
            resource = entry["resource"]
            type_name = resource.get("resourceType")
            fits = r4.validator.is_valid({type_name: resource})
            told = list(Describer(r4.definitions, Work()).problems(resource, type_name, type_name))
            assert fits is (told == []), (damage, told)


def _said(found: tuple[Problem, ...]) -> str:
    return " ".join(f"{each.expression} {each.diagnostic}" for each in found)


def test_no_problem_repeats_a_value_that_was_sent(r4: R4) -> None:
    chance = random.Random(8)
    for number, (sent, _) in enumerate(_damages(r4, seed=9)[:600]):
        secret = f"Zq{number}x"
        marked = _marked(sent, secret, chance)
        assert secret not in _said(problems(r4, marked))


def _marked(value: Any, secret: str, chance: random.Random) -> Any:
    """The value with the secret in some of its texts, whatever form they had."""
    if isinstance(value, dict):
        kept = {"resourceType"} if chance.random() < 0.9 else set()
        return {name: each if name in kept else _marked(each, secret, chance) for name, each in value.items()}
    if isinstance(value, list):
        return [_marked(each, secret, chance) for each in value]
    return secret + str(value) if chance.random() < 0.1 else value


def test_a_name_that_is_no_element_name_is_not_repeated(r4: R4) -> None:
    sent = {"resourceType": "Patient", "Smith, Ada 999 000 0018": 1, "active": True}
    assert "Ada" not in _said(problems(r4, sent))
    assert "Ada" not in _said(problems(r4, b'{"resourceType": "Patient", "Smith, Ada": 1, "Smith, Ada": 2}'))
