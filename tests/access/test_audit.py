"""The audit trail's text and chain; the expected MAC was computed with OpenSSL (dgst -sha256 -mac HMAC)."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.access.audit import GENESIS, AuditAction, AuditEvent, audit_event, canonical, chained_mac
from app.access.keys import KeyPurpose, derived_key
from app.access.people import Organisation, Principal, Role
from app.identity import Identity

AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
KEY = b"\x33" * 32
WRITER = Identity(7)
EVENT = AuditEvent(
    Identity(1),
    AT,
    Identity(2),
    Identity(3),
    Role.CLINICIAN,
    Identity(4),
    AuditAction.CHILD_VIEWED,
    Identity(5),
)


def test_the_canonical_text_is_a_json_array_in_field_order() -> None:
    assert canonical(EVENT, WRITER, 1) == (
        b'[7,1,"0000000000001","2026-11-24T10:30:00.000000+00:00",2,3,"clinician",4,"child viewed",5,null,null]'
    )


def test_the_first_mac_of_a_chain_is_hmac_sha_256_over_32_zeros_and_the_text() -> None:
    mac = chained_mac(KEY, GENESIS, canonical(EVENT, WRITER, 1))
    assert mac.hex() == "3a0cd87c494d9eec1ce40ddd2b44ea47aaf463b13f0e2a38ed577bbf8bba33b6"


OTHERS: dict[str, object] = {
    "id": Identity(9),
    "at": AT + timedelta(microseconds=1),
    "organisation": Identity(9),
    "account": None,
    "role": Role.CLERK,
    "session": None,
    "action": AuditAction.ENCOUNTER_VIEWED,
    "child": None,
    "subject": Identity(9),
    "detail": "something",
}


@pytest.mark.parametrize("name", [field.name for field in fields(AuditEvent)])
def test_changing_any_field_changes_the_mac(name: str) -> None:
    changed = replace(EVENT, **{name: OTHERS[name]})  # type: ignore[arg-type]
    assert chained_mac(KEY, GENESIS, canonical(changed, WRITER, 1)) != chained_mac(
        KEY, GENESIS, canonical(EVENT, WRITER, 1)
    )


def test_writer_place_predecessor_and_key_change_the_mac() -> None:
    mac = chained_mac(KEY, GENESIS, canonical(EVENT, WRITER, 1))
    others = {
        chained_mac(KEY, GENESIS, canonical(EVENT, Identity(8), 1)),
        chained_mac(KEY, GENESIS, canonical(EVENT, WRITER, 2)),
        chained_mac(KEY, mac, canonical(EVENT, WRITER, 1)),
        chained_mac(b"\x34" * 32, GENESIS, canonical(EVENT, WRITER, 1)),
    }
    assert len(others | {mac}) == 5


def test_a_value_cannot_move_into_the_next_field() -> None:
    one = replace(EVENT, child=None, subject=Identity(5))
    assert canonical(one, WRITER, 1) != canonical(EVENT, WRITER, 1)
    quoted = replace(EVENT, detail='x",null,"y')
    assert canonical(quoted, WRITER, 1).count(b'\\"') == 2


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    summer = replace(EVENT, at=AT.astimezone(timezone(timedelta(hours=1))))
    assert canonical(summer, WRITER, 1) == canonical(EVENT, WRITER, 1)


def test_the_event_of_an_act_says_who_when_what_on_whom() -> None:
    organisation = Organisation(Identity(2), "RXX01", "Synthetic Community Trust")
    principal = Principal(Identity(3), organisation, "Dr Example", Role.CLINICIAN, None, Identity(4))
    event = audit_event(principal, AuditAction.CHILD_VIEWED, identity=Identity(1), at=AT, child=Identity(5))
    assert event == EVENT


def test_actions_are_told_apart_by_their_words() -> None:
    assert len({action.value for action in AuditAction}) == len(AuditAction)


def test_each_purpose_has_a_key_of_its_own() -> None:
    secret = b"\x22" * 32
    # printf 'everyneed/audit chain' | openssl dgst -sha256 -mac HMAC -macopt hexkey:2222…
    assert derived_key(secret, KeyPurpose.AUDIT).hex() == (
        "10eb5d3edab6adf5e3afc351c438f051e8899edbe2950173ec4db02a172796d9"
    )
    assert len({derived_key(secret, purpose) for purpose in KeyPurpose}) == len(KeyPurpose)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        derived_key(b"\x22" * 31, KeyPurpose.AUDIT)
