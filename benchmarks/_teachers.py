"""Teachers who save marks: sessions proved with a second factor, and requests as a browser's."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
CSRF = "a" * 32
MARKS = ("5,0", "6,0")


def signed_in(user: Any) -> str:
    """The Cookie header of a session of this user, proved with an authenticator."""
    from django.conf import settings
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY

    from eduportal.accounts.models import Authenticator

    device = Authenticator(user=user, name="telephone", confirmed=True)
    device.key = "00" * 20
    device.save()
    client = Client()
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    csrf = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {csrf}"


@dataclass
class Sheet:
    """One open sheet: where it is saved, its empty mid-term and final cells, and what they hold."""

    pk: int
    address: str
    cells: list[tuple[int, str]]
    holds: dict[tuple[int, str], str] = field(default_factory=dict)
    sent: int = 0

    def next_save(self, count: int) -> tuple[list[dict[str, Any]], bytes]:
        """The operations that change the next cells in turn, and the body of the request."""
        turn = [self.cells[(self.sent + i) % len(self.cells)] for i in range(count)]
        self.sent += count
        ops = [
            {
                "op": str(uuid.uuid4()),
                "record": record,
                "cell": cell,
                "from": self.holds.get((record, cell), ""),
                "to": MARKS[self.holds.get((record, cell)) == MARKS[0]],
            }
            for record, cell in turn
        ]
        return ops, json.dumps({"ops": ops}).encode()

    def accept(self, ops: list[dict[str, Any]], answer: dict[str, Any]) -> list[str]:
        """Remember what the answer says is stored; the operations that were saved."""
        saved = {each["op"] for each in answer["results"] if each["status"] == "saved"}
        for op in ops:
            if op["op"] in saved:
                self.holds[op["record"], op["cell"]] = op["to"]
        return sorted(saved)


def emptied(sheet: Any) -> Sheet:
    """The sheet with empty mid-term and final cells, and those of the students in the class."""
    from students.selectors import in_class_for

    sheet.records.update(midterm=None, final=None)
    present = sheet.records.filter(in_class_for(sheet.term, "enrolment__"))
    records = list(present.order_by("pk").values_list("pk", flat=True))
    cells = [(record, cell) for cell in ("gk", "ck") for record in records]
    return Sheet(sheet.pk, f"/marksheets/{sheet.public_id}/cells/", cells)
