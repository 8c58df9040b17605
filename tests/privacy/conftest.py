"""Uploads of these tests go into a folder of their own."""

from tests.imports.conftest import private_folder

__all__ = ["private_folder"]
