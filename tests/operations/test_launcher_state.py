"""The state folder: one instance at a time, settings only their owner reads, secrets kept."""

from pathlib import Path

import pytest

from eduportal.operations.launcher import state
from eduportal.operations.launcher.steps import CannotStart
from eduportal.settings.embedded import missing_settings


def test_settings_come_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "department.env"
    settings = {
        "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x?options=-c%20a=b",
        "EDUPORTAL_ORGANISATION": "Bộ Giáo dục và Đào tạo",
        "EDUPORTAL_UPSTREAM_URL": "",
    }
    state.write_settings(path, settings)
    assert state.read_settings(path) == settings


def test_settings_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "department.env"
    path.write_text("OLD=1\n")
    path.chmod(0o644)
    state.write_settings(path, {"NEW": "1"})
    assert path.stat().st_mode & 0o777 == 0o600


def test_line_break_in_a_setting_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "department.env"
    state.write_settings(path, {"NAME": "old"})
    with pytest.raises(ValueError, match="NAME"):
        state.write_settings(path, {"NAME": "one\nEDUPORTAL_DEMO=1"})
    assert state.read_settings(path) == {"NAME": "old"}


def test_django_settings_read_the_file_of_their_tier(tmp_path: Path) -> None:
    wanted = {"DATABASE_URL": "postgresql://m", "EDUPORTAL_NODE": "bo"}
    state.write_settings(tmp_path / "ministry.env", wanted)
    environment = {"EDUPORTAL_TIER": "ministry", "EDUPORTAL_STATE_DIR": str(tmp_path)}
    assert missing_settings(environment) == wanted


def test_secrets_are_made_once_and_differ(tmp_path: Path) -> None:
    first = state.kept_secrets(tmp_path)
    assert state.kept_secrets(tmp_path) == first
    assert len(set(first.values())) == len(state.SECRET_NAMES)
    assert min(len(value) for value in first.values()) >= 50


def test_secret_of_a_later_version_is_added_without_changing_the_others(tmp_path: Path) -> None:
    state.write_settings(tmp_path / "secrets.env", {"ROLE_PASSWORD": "kept"})
    assert state.kept_secrets(tmp_path)["ROLE_PASSWORD"] == "kept"
    assert "VALKEY_PASSWORD" in state.read_settings(tmp_path / "secrets.env")


def test_second_instance_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    with (
        state.claimed(tmp_path / "local") as folder,
        pytest.raises(CannotStart, match=r"already running from this folder \(process \d+\)"),
        state.claimed(folder),
    ):
        pass


def test_folder_is_free_again_after_the_instance_ended(tmp_path: Path) -> None:
    with state.claimed(tmp_path) as folder:
        assert state.is_claimed(folder)
    assert not state.is_claimed(tmp_path)


def test_others_may_pass_through_the_folder_but_not_read_its_logs(tmp_path: Path) -> None:
    with state.claimed(tmp_path / "local") as folder:
        assert folder.stat().st_mode & 0o777 == 0o711
        assert (folder / "log").stat().st_mode & 0o777 == 0o700
