"""Scopes: how they are written, what they allow, and what is granted of what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.scopes import (
    ANY_TYPE,
    Interaction,
    InvalidScope,
    Scope,
    allowed,
    granted,
    parse_scope,
    scopes_in,
    scopes_text,
    united,
)

TYPES = ("Patient", "Observation", "Condition")
scopes = st.builds(
    Scope, st.sampled_from((ANY_TYPE, *TYPES)), st.frozensets(st.sampled_from(list(Interaction)), min_size=1)
)
several = st.lists(scopes, max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("text", "resource_type", "letters"),
    [
        ("system/Patient.rs", "Patient", "rs"),
        ("system/*.cruds", "*", "cruds"),
        ("system/Observation.c", "Observation", "c"),
        ("system/Patient.read", "Patient", "rs"),
        ("system/Patient.write", "Patient", "cud"),
        ("system/*.*", "*", "cruds"),
        ("system/QuestionnaireResponse.cu", "QuestionnaireResponse", "cu"),
    ],
)
def test_a_scope_is_read_in_either_version_of_smart(text: str, resource_type: str, letters: str) -> None:
    scope = parse_scope(text)
    assert scope == Scope(resource_type, frozenset(Interaction(letter) for letter in letters))
    assert scope.text == f"system/{resource_type}.{letters}"


@pytest.mark.parametrize(
    "text",
    [
        *"""
    openid patient/Patient.rs user/*.cruds system/Patient system/Patient. system/Patient.sr system/Patient.rr
    system/Patient.x system/patient.rs system/.rs system/Patient.rs?category=a system/Pat*.rs system/Patient.readwrite
    SYSTEM/Patient.rs system/Patient.RS system//Patient.rs system/**.rs
    """.split(),
        "",
        " system/Patient.rs",
        "system/Patient.rs\n",
        "system/Pátient.rs",
    ],
)
def test_what_is_no_scope_of_a_system_is_refused(text: str) -> None:
    with pytest.raises(InvalidScope, match=r"system/Patient\.rs"):
        parse_scope(text)


def test_a_list_leaves_out_what_is_none() -> None:
    found = scopes_in("openid system/Patient.rs  launch system/*.c")
    assert scopes_text(found) == "system/Patient.rs system/*.c"
    assert scopes_in("") == ()


@pytest.mark.parametrize(
    ("asked", "registered", "given_out"),
    [
        ("system/Patient.rs", "system/Patient.rs", "system/Patient.rs"),
        ("system/Patient.cruds", "system/Patient.rs", "system/Patient.rs"),
        ("system/*.cruds", "system/Patient.rs system/Observation.c", "system/Observation.c system/Patient.rs"),
        ("system/Patient.r", "system/*.rs", "system/Patient.r"),
        ("system/*.rs", "system/*.cruds", "system/*.rs"),
        ("system/Patient.cruds", "system/*.rs system/Patient.u", "system/Patient.rus"),
        ("system/*.cruds", "system/*.rs system/Patient.u", "system/*.rs system/Patient.u"),
        ("system/*.rs system/Patient.r", "system/*.cruds", "system/*.rs"),
        ("system/Patient.read", "system/Patient.*", "system/Patient.rs"),
        ("system/Patient.c", "system/Patient.rs", ""),
        ("system/Patient.rs", "system/Observation.rs", ""),
        ("openid", "system/*.cruds", ""),
    ],
)
def test_what_is_granted_is_what_is_asked_for_and_registered(asked: str, registered: str, given_out: str) -> None:
    assert scopes_text(granted(scopes_in(asked), scopes_in(registered))) == given_out


@given(several, several)
def test_a_grant_allows_just_what_both_allow(asked: tuple[Scope, ...], registered: tuple[Scope, ...]) -> None:
    found = granted(asked, registered)
    for resource_type in (*TYPES, "Device"):
        for interaction in Interaction:
            both = allowed(asked, interaction, resource_type) and allowed(registered, interaction, resource_type)
            assert allowed(found, interaction, resource_type) is both


@given(several)
def test_united_scopes_allow_the_same_name_each_type_once_and_read_back(given_scopes: tuple[Scope, ...]) -> None:
    found = united(given_scopes)
    assert scopes_in(scopes_text(found)) == found
    assert len({each.resource_type for each in found}) == len(found)
    for resource_type in (*TYPES, "Device"):
        for interaction in Interaction:
            assert allowed(found, interaction, resource_type) is allowed(given_scopes, interaction, resource_type)
