"""What each page costs, kept as a file so that a change of it is seen in review.

`tests/query_counts.json` maps "url-name:persona" to the number of statements one request sends.
After a deliberate change: `UPDATE_QUERY_COUNTS=1 script/test`, and read the diff.
"""

import json
import os
from pathlib import Path

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

BASELINE = Path(__file__).with_name("query_counts.json")


def ask_counted(client: Client, key: str, url: str) -> HttpResponse:
    """The answer to one GET; fails if it took more or fewer statements than the file says."""
    known = json.loads(BASELINE.read_text(encoding="utf-8"))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        known[key] = len(queries)
        text = json.dumps(known, indent=2, sort_keys=True)
        BASELINE.write_text(text + "\n", encoding="utf-8")
    assert key in known, f"{key} is not in {BASELINE.name}: run with UPDATE_QUERY_COUNTS=1"
    told = "\n".join(query["sql"][:160] for query in queries)
    assert len(queries) == known[key], f"{key}: {len(queries)}, was {known[key]}\n{told}"
    return response
