"""A Celery application whose one task never ends: what a killed launcher may leave behind."""

import os
from pathlib import Path

from celery import Celery

# The test imports this module: its own application stays the current one.
app = Celery("busy", broker=os.environ.get("REDIS_URL"), set_as_current=False)


@app.task(name="busy", ignore_result=True)
def busy(note: str) -> None:
    """Write down which process is busy, and stay busy."""
    Path(note).write_text(str(os.getpid()))
    while True:
        pass
