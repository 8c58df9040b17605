"""Evidence as a file in answer to a request, and the program that checks it."""

import io
from collections.abc import Sequence
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.exchange.models import DailyRoot
from eduportal.exchange.services import About, write_evidence
from eduportal.exchange.views.board import require
from eduportal.scoping.actions import Action

PROGRAM = Path(__file__).parents[1] / "verify.py"


def evidence_file(
    about: About, packages: Sequence[int], root: DailyRoot | None = None
) -> FileResponse:
    """The evidence, to be saved by the browser."""
    file = io.BytesIO()
    write_evidence(file, about, packages, root)
    file.seek(0)
    name = f"bang-chung-{about.kind}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks evidence without this portal."""
    require(request, Action.SEE_EXCHANGE)
    return HttpResponse(
        PROGRAM.read_bytes(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.py"'},
    )
