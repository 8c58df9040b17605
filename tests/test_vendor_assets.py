"""What others wrote and we ship is listed, unchanged and licensed."""

import hashlib
import tomllib
from pathlib import Path

import pytest

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
ASSETS = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["asset"]
LICENCE_WORDS = {
    "OFL-1.1": "SIL Open Font License, Version 1.1",
    "0BSD": "Zero-Clause BSD",
}


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_a_vendored_file_is_byte_for_byte_the_one_listed(asset):
    content = (VENDOR / asset["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == asset["sha256"]


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_the_licence_beside_a_vendored_file_is_the_one_listed(asset):
    text = (VENDOR / asset["licence_file"]).read_text(encoding="utf-8")
    assert LICENCE_WORDS[asset["licence"]] in text


def test_nothing_lies_under_vendor_unlisted():
    listed = {"vendor.toml"}
    for asset in ASSETS:
        listed |= {asset["file"], asset["licence_file"]}
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found == listed
