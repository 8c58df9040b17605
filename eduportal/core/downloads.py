"""Files in answer to a request."""

from django.http import HttpResponse
from django.utils import timezone

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(content: bytes, name: str, kind: str = "xlsx") -> HttpResponse:
    """The file to be saved by the browser, named after its content and the day.

    `kind` is one of CONTENT_TYPES.
    """
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
