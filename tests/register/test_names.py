"""A name's key is the same however a hurried typist writes it."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.register.names import name_key

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O'Brien", "obrien"),
        ("Ó Brien", "obrien"),
        ("O\u2019BRIEN", "obrien"),
        ("Smith-Jones", "smithjones"),
        ("  St. John ", "stjohn"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Łuczak", "luczak"),
        ("Sørensen", "sorensen"),
        ("Strauß", "strauss"),
        ("İpek", "ipek"),
        ("Æthelred", "aethelred"),
        ("Nguyễn", "nguyen"),
        ("\uff21da 2", "ada2"),
        ("\u0410\u043d\u043d\u0430", "\u0430\u043d\u043d\u0430"),
        ("\u0930\u093e\u0939\u0941\u0932", "\u0930\u093e\u0939\u0941\u0932"),
        ("'-", ""),
    ],
)
def test_case_accents_apostrophes_hyphens_and_spaces_are_left_out(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@cache
def migration() -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        "the_minute", ROOT / "migrations" / "versions" / "0002_the_minute.py"
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@given(st.text())
def test_names_that_were_there_before_have_the_keys_of_those_written_now(name: str) -> None:
    assert migration()._name_key(name) == name_key(name)
