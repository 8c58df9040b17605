"""Addresses of static files, put together once: each page names a dozen."""

from functools import cache
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage


class RememberingStorage(StaticFilesStorage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
