"""Logs as one JSON object a line: for journald, Loki or any other reader."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# The request being answered: {"request_id": …, "user_id": …}. Names of people are never logged.
current_request: ContextVar[dict[str, object] | None] = ContextVar("current_request", default=None)


class RequestFilter(logging.Filter):
    """Adds the request's identity to every line written while answering it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_fields = current_request.get() or {}
        return True


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, request fields and, where there is one, the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "request_fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
