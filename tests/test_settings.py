"""Settings from the environment."""

from pathlib import Path

import pytest

from app.settings import PREFIX, Settings, SettingsFault, settings_from_environment, settings_page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_without_anything_said_the_defaults_hold() -> None:
    settings = settings_from_environment({"PATH": "/usr/bin"})
    assert settings == Settings()
    assert settings.session_idle_minutes == 15
    assert settings.https


def test_each_setting_is_read_from_its_variable() -> None:
    settings = settings_from_environment(
        {"EVERYNEED_DATABASE_URL": "sqlite:///elsewhere.db", "EVERYNEED_HTTPS": "false", "EVERYNEED_LOCK_MINUTES": "30"}
    )
    assert settings.database_url == "sqlite:///elsewhere.db"
    assert not settings.https
    assert settings.lock_minutes == 30


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_IDLE_MINUTES", "0"),
        ("SESSION_IDLE_MINUTES", "61"),
        ("SESSION_HOURS", "25"),
        ("SIGN_IN_ATTEMPTS", "2"),
        ("LOCK_MINUTES", "many"),
        ("DATABASE_CONNECTIONS", "0"),
        ("HTTPS", "perhaps"),
        ("COLOUR", "green"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=f"EVERYNEED_{name}: "):
        settings_from_environment({PREFIX + name: value})


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SettingsFault) as fault:
        settings_from_environment({"EVERYNEED_SESSION_HOURS": "25", "EVERYNEED_COLOUR": "green"})
    assert "SESSION_HOURS" in str(fault.value)
    assert "COLOUR" in str(fault.value)


def test_a_fault_repeats_no_value() -> None:
    with pytest.raises(SettingsFault) as fault:
        settings_from_environment({"EVERYNEED_SESSION_HOURS": "hunter2", "EVERYNEED_PASSWORD": "hunter2"})
    assert "hunter2" not in str(fault.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().demo = True  # type: ignore[misc]


def test_every_setting_is_documented_on_the_page() -> None:
    page = settings_page()
    for name, field in Settings.model_fields.items():
        assert f"| `{PREFIX}{name.upper()}` |" in page
        assert field.description is not None
        assert field.description.endswith(".")
        assert field.description in page


def test_the_settings_page_is_the_settings() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run `everyneed docs settings`"
