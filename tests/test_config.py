"""Settings: environment over file over default, and odd values are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.config import ConfigError, host_and_port, load_config


def test_it_prefers_option_then_variable_then_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('site_name = "File"\nzone = "Europe/Kyiv"\n')
    environ = {"STOPPRESS_DATA": str(tmp_path), "STOPPRESS_SITE_NAME": "Variable", "HOME": "/"}
    config = load_config(environ, edge="127.0.0.1:9000", desk=None)
    assert (config.site_name, config.zone) == ("Variable", "Europe/Kyiv")
    assert config.reader_base == "http://127.0.0.1:9000"
    assert config.desk == "127.0.0.1:8001"
    assert load_config({}).data.name == "stoppress-data"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ZONE", "Mars/Olympus", "no time zone"),
        ("EDGE", "8000", "host:port"),
        ("DESK", "127.0.0.1:99999", "host:port"),
        ("DATABASE", "mysql://x", "postgresql://"),
        ("READER_URL", "example.org", "https://"),
        ("MAX_STREAMS", "many", "whole number"),
        ("SPELING", "x", "unknown setting"),
    ],
)
def test_it_refuses_an_odd_value_by_name(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refusal:
        load_config({f"STOPPRESS_{name}": value})
    assert name.lower() in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["site_name = 3", "site_name =", b"\xff\xfe"])
def test_it_refuses_a_broken_settings_file(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError, match=r"settings\.toml"):
        load_config({"STOPPRESS_DATA": str(tmp_path)})


def test_it_reads_addresses_of_both_kinds() -> None:
    assert host_and_port("127.0.0.1:0") == ("127.0.0.1", 0)
    assert host_and_port("[::1]:8000") == ("::1", 8000)


def test_it_says_plainly_why_the_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(ConfigError) as refused:
        load_config({"STOPPRESS_DATA": str(tmp_path)})
    assert str(refused.value) == f"cannot read {tmp_path}/settings.toml: is a directory"
