"""What must be so before the program works with a database: its revision, and the secret it was kept under."""

from pathlib import Path

import pytest

from app.settings import SettingsFault
from app.store.upgrade import downgrade, holds_records, upgrade
from app.wiring import installation, require_ready
from tests.service import Prepared, copied, settings_for


def test_a_clinic_in_use_is_ready(prepared_clinic: Prepared, tmp_path: Path) -> None:
    require_ready(settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret))


def test_records_whose_secret_is_gone_are_not_opened_with_another(prepared_clinic: Prepared, tmp_path: Path) -> None:
    gone = tmp_path / "secret.key"
    settings = settings_for(copied(prepared_clinic, tmp_path), gone)
    with pytest.raises(SettingsFault, match="Restore it from its backup"), installation(settings):
        pass
    assert not gone.exists()


def test_an_empty_database_gets_a_secret_of_its_own(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "secret.key")
    upgrade(settings.database_url)
    assert not holds_records(settings.database_url)
    with installation(settings):
        assert settings.secret_key_file.exists()


@pytest.mark.parametrize(("revision", "words"), [("0001", "at revision 0001"), ("base", "empty")])
def test_a_database_at_another_revision_is_not_opened(tmp_path: Path, revision: str, words: str) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'old.db'}", tmp_path / "secret.key")
    upgrade(settings.database_url)
    downgrade(settings.database_url, revision)
    with pytest.raises(SettingsFault, match=f"{words}.*everyneed database upgrade"):
        require_ready(settings)


def test_a_database_that_is_not_there_is_empty(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "secret.key")
    assert not holds_records(settings.database_url)
    with pytest.raises(SettingsFault, match="empty"):
        require_ready(settings)
