"""Views that are posted to and may answer with the page their form stands on."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def posted_from(page: str) -> Callable[[View[P]], View[P]]:
    """For a view that takes what the form on `page` sends, an address with the same arguments.

    Its answer stands under an address of its own: what leads there again (the switch of the
    language, the address typed again) leads on to the page.
    """

    def decorate(view: View[P]) -> View[P]:
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def posted(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "GET":
                return redirect(reverse(page, kwargs=kwargs))
            return view(request, *args, **kwargs)

        return posted

    return decorate


def shown_of(request: HttpRequest, name: str = "shown") -> int:
    """The revision that the page showed of an object; no row has that of a text that is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
