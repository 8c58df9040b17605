"""Saying whom an answer shows. eduportal/privacy writes it down, once for each request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from eduportal import registry

# A person's key within its kind, and the school whose record was shown; None for an account.
Person = tuple[int, int | None]


class Kind(TextChoices):
    """Whose data was shown: the table the keys belong to."""

    STUDENT = "student", _("student")
    STAFF = "staff", _("staff member")
    ACCOUNT = "account", _("account")


class LookedTooLate(RuntimeError):
    """A person was shown after the request's entries had been written, or outside a request."""


class Looks:
    """Whom one request or command has shown so far, each person once.

    `is_entry` says that the person may write on the sheet that was shown.
    """

    def __init__(self) -> None:
        self._found: defaultdict[tuple[Kind, int | None], set[int]] = defaultdict(set)
        self._is_open = True
        self.is_entry = False

    def add(self, kind: Kind, persons: Iterable[Person]) -> None:
        if not self._is_open:
            raise LookedTooLate(f"{kind} shown after the access log was written")
        for person, school_id in persons:
            self._found[kind, school_id].add(person)

    def close(self) -> Mapping[tuple[Kind, int | None], set[int]]:
        """Persons by kind and school; nobody can be added any more."""
        self._is_open = False
        return self._found


def looked(
    request: HttpRequest, kind: Kind, persons: Iterable[Person], *, is_entry: bool = False
) -> None:
    """The answer to this request shows these persons, by name, code, mark or any other trait.

    Call it where the page is put together, before the answer is returned. Raises LookedTooLate
    where no access log is open: such a page would go unrecorded. With `is_entry` the person enters
    marks there, which no limit on reading stops.
    """
    # A request of the REST framework wraps Django's own.
    plain = getattr(request, "_request", request)
    looks = getattr(plain, "looks", None)
    if looks is None:
        raise LookedTooLate("no access log is open for this request")
    looks.add(kind, persons)
    looks.is_entry = looks.is_entry or is_entry


def printed(command: str, kind: Kind, persons: Iterable[Person]) -> None:
    """A management command prints these persons: written down at once, before they are printed."""
    import_string(registry.SHOWN_BY_COMMAND)(command, kind, persons)


def handed(route: str, kind: Kind, persons: Iterable[Person]) -> None:
    """Another node is told of these persons at this address: written down at once."""
    import_string(registry.SHOWN_TO_NODE)(route, kind, persons)


def at_school(school_id: int, persons: Iterable[int]) -> Iterable[Person]:
    """Persons of one school, as `looked` takes them."""
    return ((person, school_id) for person in persons)
