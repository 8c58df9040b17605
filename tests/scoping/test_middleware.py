"""The transaction of a request."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from eduportal.accounts.models import User
from eduportal.scoping.middleware import ScopeMiddleware
from tests.factories import UserFactory
from tests.world import World


def answer_of(world: World, status: int) -> HttpResponse:
    """The answer of a view that has no savepoint: it writes one row and ends in this status."""

    def view(request: HttpRequest) -> HttpResponse:
        UserFactory(username="written")
        return HttpResponse(status=status)

    request = RequestFactory().post("/")
    request.user = world.users["head"]
    return ScopeMiddleware(view)(request)


def test_what_a_request_has_written_goes_with_an_answer_of_500(world: World) -> None:
    assert answer_of(world, 500).status_code == 500
    assert not User.objects.filter(username="written").exists()


def test_a_refusal_keeps_what_its_request_has_written(world: World) -> None:
    assert answer_of(world, 409).status_code == 409
    assert User.objects.filter(username="written").exists()
