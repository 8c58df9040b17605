"""Whom an answer shows, found in the answer itself, and what the access log says of it."""

import io
import re
import zipfile
from collections import defaultdict

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad
from django.http import HttpResponse

from eduportal import scoping
from eduportal.accounts.models import User
from eduportal.core.looking import Kind
from eduportal.privacy.models import Access
from grades.models import MarkRecord
from staffing.models import StaffMember
from students.models import Enrolment, Student
from tests.routes_personal import Kinds

# Part of every name that `tell_apart` gives.
MARK = "zq"
NAMED = {"hs": Kind.STUDENT, "gv": Kind.STAFF, "tk": Kind.ACCOUNT}
NAME = re.compile(rf"\b(hs|gv|tk)(\d{{9}}){MARK}")
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
CODE = re.compile(r"\b79\d{8}\b")
# Of a saved cell the answer repeats what the reader wrote; a cell that is gone is nobody's.
WRITTEN = re.compile(r'"record": ?\d+, "cell": "[^"]*", "status": "(?:saved|gone)"')
RECORD = re.compile(r'"record": ?(\d+)')
Persons = dict[Kind, set[int]]


def tell_apart() -> None:
    """Give everybody a name that says who it is: a world's names repeat."""
    with scoping.everywhere("a test names everybody"):
        for prefix, model in (("hs", Student), ("gv", StaffMember), ("tk", User)):
            number = LPad(Cast(F("pk"), CharField()), 9, Value("0"))
            name = Concat(Value(prefix), number, Value(MARK))
            fields = {"full_name": name}
            fields |= {"username": name} if model is User else {"search_key": name}
            model.objects.update(**fields)


def logged(response: HttpResponse) -> Persons:
    """The persons the log names for the answer."""
    found: Persons = defaultdict(set)
    with scoping.everywhere("a test reads the access log"):
        for entry in Access.objects.filter(request_id=response["X-Request-Id"]):
            found[Kind(entry.kind)] |= set(entry.persons)
    return found


def shown(response: HttpResponse) -> Persons:
    """The persons whose name, code, identifier or line of marks stands in the answer."""
    text = text_of(response)
    found: Persons = defaultdict(set)
    for prefix, number in NAME.findall(text):
        found[NAMED[prefix]].add(int(number))
    uuids, codes = UUID.findall(text), CODE.findall(text)
    is_json = "json" in response.headers.get("Content-Type", "")
    numbers = RECORD.findall(WRITTEN.sub("", text)) if is_json else []
    if uuids or codes or numbers:
        with scoping.everywhere("a test looks up whom an answer shows"):
            students = Student.objects.all()
            found[Kind.STUDENT] |= keys(students.filter(public_id__in=uuids))
            found[Kind.STUDENT] |= keys(students.filter(ministry_code__in=codes))
            found[Kind.STUDENT] |= set(_students_of(response, numbers))
    return found


def _students_of(response: HttpResponse, numbers: list[str]) -> QuerySet:
    """Whose lines these are: lines of marks; on a homeroom teacher's page, stays."""
    if response.wsgi_request.path.startswith("/homeroom/"):
        return Enrolment.objects.filter(pk__in=numbers).values_list("student_id", flat=True)
    records = MarkRecord.objects.filter(pk__in=numbers)
    return records.values_list("enrolment__student_id", flat=True)


def keys(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def text_of(response: HttpResponse) -> str:
    """The answer as text; a spreadsheet unpacked."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
        return "\n".join(part.decode(errors="replace") for part in parts)
    return content.decode(errors="replace")


def wrong_entries(response: HttpResponse, declared: Kinds, reader: User | None) -> list[str]:
    """What log, answer and declaration do not agree about. The reader's own name is on each page.

    `response.logged` is what `logged` said while the entries were there.
    """
    seen, written = shown(response), response.logged
    own = {reader.pk} if reader else set()
    wrong = [f"not declared: {kind}" for kind in written if kind not in declared]
    for kind in Kind:
        if kind in declared:
            if seen[kind] - own != written[kind] - own:
                wrong.append(f"{kind}: shown {seen[kind]}, logged {written[kind]}")
        elif kind != Kind.ACCOUNT and seen[kind]:
            wrong.append(f"shown without being declared: {kind} {seen[kind]}")
    return wrong
