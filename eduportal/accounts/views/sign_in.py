"""Signing in and out."""

from typing import cast

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.accounts import services
from eduportal.accounts.forms.ways_in import SignInForm
from eduportal.accounts.models import User
from eduportal.accounts.proof import note_proof
from eduportal.accounts.refusals import STEPS, second_factor_sentence
from eduportal.accounts.selectors import demo_accounts, second_factor_step
from eduportal.accounts.throttling import full_sign_in, limit_attempts_on, right_guess
from eduportal.accounts.views.passkeys import sign_in_with_passkey
from eduportal.core.answers import refusal
from eduportal.core.reading import BadJson, json_body


class SignInPage(LoginView):
    """User name and password. The middleware asks for the second factor on the next page.

    Where one is due, the right password alone neither counts as a failure nor forgives any.
    """

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "options", "post"]

    def get_initial(self):
        """A demo account of the list below the form is filled in by its link, password apart."""
        return {"username": self.request.GET.get("username", "")}

    def form_valid(self, form):
        right_guess(self.request, is_whole=not second_factor_step(form.get_user()))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        more = {"demo_accounts": demo_accounts(), "demo_password": settings.EDUPORTAL_DEMO_PASSWORD}
        return super().get_context_data(**kwargs, **more)


def name_in_form(request: HttpRequest) -> str:
    """The name typed on the sign-in page; empty when the form was sent empty."""
    return request.POST.get("username", "")


sign_in = limit_attempts_on(name_in_form)(SignInPage.as_view())
sign_out = LogoutView.as_view(http_method_names=["post", "options"])


def name_in_fields(request: HttpRequest) -> str:
    """The name sent to `sign_in_json`; empty when the fields cannot be read.

    A passkey says itself whose it is: a name beside it counts for nothing.
    """
    try:
        fields = _fields(request)
    except BadJson:
        return ""
    return "" if "passkey" in fields else fields.get("username", "")


@require_POST
@limit_attempts_on(name_in_fields)
def sign_in_json(request: HttpRequest) -> HttpResponse:
    """Sign in from a page that must not be left, such as the mark grid: JSON or form fields.

    Fields: username, password and, with a second factor, code; or passkey, a browser's answer.
    200 {user, name, csrf}; 401 {code: "wrong"} or {code: "second_factor", needs}; 400 when the
    fields cannot be read. After too many wrong passwords or codes 429
    {code: "too_many_attempts"} with Retry-After.
    """
    try:
        fields = _fields(request)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    if "passkey" in fields:
        return _with_passkey(request, fields["passkey"])
    form = SignInForm(request, data=fields)
    if not form.is_valid():
        return _not_signed_in(form)
    user = form.get_user()
    refused, device = _second_step(request, user, fields.get("code", ""))
    if refused:
        return refused
    right_guess(request)
    login(request, user)
    note_proof(request, device)
    return _signed_in(request)


def _second_step(
    request: HttpRequest, user: User, code: str
) -> tuple[HttpResponse | None, services.SecondFactor | None]:
    """What stops the person after the password, or the device that has accepted the code."""
    step = second_factor_step(user)
    if not step:
        return None, None
    if step == "setup" or not code:
        right_guess(request, is_whole=False)
        sentence = second_factor_sentence(step)
        return refusal(401, "second_factor", sentence, needs=STEPS[step][1]), None
    try:
        return None, services.verify_code(user=user, code=code)
    except services.CodeRefused as refused:
        return refusal(401, "wrong", str(refused), needs="otp"), None


def _with_passkey(request: HttpRequest, answer: str) -> HttpResponse:
    try:
        sign_in_with_passkey(request, answer)
    except services.CodeRefused as refused:
        return refusal(401, "wrong", str(refused))
    response = _signed_in(request)
    full_sign_in(request, response, cast(User, request.user))
    return response


def _signed_in(request: HttpRequest) -> HttpResponse:
    user = request.user
    return JsonResponse({"user": user.pk, "name": str(user), "csrf": get_token(request)})


def _not_signed_in(form: SignInForm) -> HttpResponse:
    """401 for a wrong name or password, 400 naming what cannot be a name or a password."""
    if form.has_error(NON_FIELD_ERRORS):
        return refusal(401, "wrong", " ".join(form.non_field_errors()))
    errors = {name: " ".join(found) for name, found in form.errors.items()}
    return refusal(400, "bad_request", " ".join(errors.values()), errors=errors)


def _fields(request: HttpRequest) -> dict[str, str]:
    """The text fields of the request; raises BadJson when they are not what a page would send."""
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    fields = json_body(request)
    if not isinstance(fields, dict) or not all(isinstance(each, str) for each in fields.values()):
        raise BadJson(_("User name and password are missing."))
    return fields
