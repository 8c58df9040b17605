"""Where a mark sheet and its script send what is entered."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from grades.models import MarkSheet
from grades.selectors.midterm_frozen import has_midterm


def addresses_of(sheet: MarkSheet) -> dict[str, object]:
    """Where the page and its script send what is entered, and for how long a session lasts idle."""

    def address(name: str) -> str:
        return reverse(f"grades:marksheet-{name}", args=[sheet.public_id])

    return {
        "sheet_url": address("edit"),
        "save_url": address("save"),
        "submit_url": address("step"),
        "changes_url": address("changes"),
        "keep_url": address("keep"),
        # The script fills in the line and the cell.
        "cell_url": f"{address('save')}RECORD/CELL/",
        "history_url": address("history"),
        "midterm_url": address("midterm") if has_midterm(sheet.class_group, sheet.term) else "",
        "idle_seconds": settings.EDUPORTAL_IDLE_SECONDS,
        "file_url": address("file"),
        "template_url": address("template"),
        "signin_url": reverse("accounts:sign-in-json"),
    }


def import_address(sheet: MarkSheet) -> str:
    """The page that takes a file of marks, with this sheet's class, subject and term chosen."""
    chosen = {
        "kind": "mark-sheet",
        "class_name": sheet.class_group.name,
        "subject": sheet.subject.code,
        "term": sheet.term.code,
    }
    return f"{reverse('imports:job-new')}?{urlencode(chosen)}"
