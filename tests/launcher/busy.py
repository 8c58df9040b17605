"""A Celery application whose one task never ends: what a killed launcher may leave behind."""

import os
from pathlib import Path

from celery import Celery

app = Celery("busy", broker=os.environ.get("REDIS_URL"))


@app.task(name="busy", ignore_result=True)
def busy(note: str) -> None:
    """Write down which process is busy, and stay busy."""
    Path(note).write_text(str(os.getpid()))
    while True:
        pass
