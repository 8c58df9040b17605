"""What is done with every request: an identity in the logs, no unreadable text, no caching."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    QueryDict,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from eduportal.core import doors
from eduportal.core.answers import bad_request, not_allowed
from eduportal.core.reading import BadText
from eduportal.core.text import TextRefused, read_text, visible
from eduportal.logs import cleaned, current_work

logger = logging.getLogger("eduportal.requests")
CHARSETS = ("utf-8", "utf8", "us-ascii")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class RequestIdentityMiddleware:
    """A request id in every log line and in the answer, so that a user can quote it.

    Every line written for a request names it, its user once that is known (scoping/context.py)
    and the client's address; the last one says what was answered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.address_of = import_string(registry.CLIENT_ADDRESS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        request_id = uuid.uuid4().hex[:12]
        path = cleaned(request.path)
        current_work.set(
            {
                "request_id": request_id,
                "path": path,
                "user_id": None,
                "client": self.address_of(request),
            }
        )
        response = self.get_response(request)
        if not path.startswith(doors.STATIC):
            seconds = time.monotonic() - began
            logger.info("%s %s %d, %.3f s", request.method, path, response.status_code, seconds)
        response["X-Request-Id"] = request_id
        return response


@receiver(request_finished)
def forget_request(**_: Any) -> None:
    """Its id and its language. Only here: Django writes lines on 4xx answers, and streams, behind
    every middleware.
    """
    current_work.set(None)
    translation.deactivate()


class LanguageMiddleware(LocaleMiddleware):
    """Vietnamese, unless the person chose English.

    A browser that came with an English system says nothing about the teacher in front of it, so
    its Accept-Language counts only for machines, which set it on purpose.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(doors.API):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class ReadableAddressMiddleware:
    """Refuses a request whose host, path, encoding or parameters cannot be read.

    Before the session, so that no row is looked up by such a text. A cookie that cannot be read is
    none of ours and is left out. What Django suspects in a view is a refusal too, not an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, value in list(request.COOKIES.items()):
            if visible(value) != value:
                del request.COOKIES[name]
        _require_our_encoding(request)
        _require_our_host(request)
        if visible(request.path) != request.path:
            raise Http404
        for name, values in _parameters(request).lists():
            for text in (name, *values):
                _require_readable(text, name)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view did not want to do for this request is 400 and a warning in the log."""
        if isinstance(exception, SuspiciousOperation):
            return bad_request(request, exception)
        return None


def _require_our_encoding(request: HttpRequest) -> None:
    declared = (request.content_params or {}).get("charset", CHARSETS[0])
    if declared.lower() not in CHARSETS:
        request.encoding = CHARSETS[0]
        raise BadRequest(_("The request must be encoded in UTF-8."))


def _require_our_host(request: HttpRequest) -> None:
    try:
        request.get_host()
    except DisallowedHost as problem:
        raise BadRequest(_("The portal does not answer under this name.")) from problem


def _parameters(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except TooManyFieldsSent as problem:
        raise BadRequest(_("The address has too many parameters.")) from problem


def _require_readable(text: str, name: str) -> None:
    try:
        read_text(text, len(text))
    except TextRefused as problem:
        raise BadText(problem, name) from problem


class MethodMiddleware:
    """A page for an address that takes a form only: Django's own answer is empty.

    People come there by the browser's history, or by a link copied from its bar.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return not_allowed(request, response)
        return response


class ReadableFormMiddleware:
    """Takes a form apart before anything else reads it, and refuses one that falls apart.

    After SignedInMiddleware: a stranger's upload is not looked at. What stands in the fields is
    read by each form, so that one bad field is refused beside the others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type in FORMS and not request.path.startswith(doors.WITHOUT_USER):
            _take_apart(request)
        return self.get_response(request)


def _take_apart(request: HttpRequest) -> None:
    try:
        request.POST  # noqa: B018 - reading it is what may fail
    except (MultiPartParserError, UnreadablePostError) as problem:
        raise BadRequest(_("The form did not arrive whole. Send it again.")) from problem
    except SuspiciousOperation as problem:
        raise BadRequest(_("The form is too large or has too many fields.")) from problem


class NoStoreMiddleware:
    """`Cache-Control: no-store` on every page: Back after signing out shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response
