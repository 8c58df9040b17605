"""Signing in and out."""

import json

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.accounts import services
from eduportal.accounts.forms import SignInForm
from eduportal.accounts.proof import note_proof
from eduportal.accounts.refusals import STEPS, second_factor_sentence
from eduportal.accounts.selectors import demo_accounts, second_factor_step
from eduportal.accounts.services.guessing import typed_name
from eduportal.accounts.throttling import limit_attempts_on, right_guess
from eduportal.accounts.views.passkeys import sign_in_with_passkey
from eduportal.core.answers import refusal

LONGEST_BODY_BYTES = 4096


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
    """The name sent to `sign_in_json`; empty when the fields cannot be read."""
    return (_fields(request) or {}).get("username", "")


@require_POST
@limit_attempts_on(name_in_fields)
def sign_in_json(request: HttpRequest) -> HttpResponse:
    """Sign in from a page that must not be left, such as the mark grid: JSON or form fields.

    Fields: username, password and, with a second factor, code; or passkey, a browser's answer.
    200 {user, name, csrf}; 401 {code: "wrong"} or {code: "second_factor", needs}; 400 when the
    fields cannot be read. After too many wrong passwords or codes 429
    {code: "too_many_attempts"} with Retry-After.
    """
    fields = _fields(request)
    if fields is None:
        return refusal(400, "bad_request", _("User name and password are missing."))
    if "passkey" in fields:
        return _with_passkey(request, fields["passkey"])
    name = typed_name(fields.get("username", ""))
    user = authenticate(request, username=name, password=fields.get("password", ""))
    if user is None:
        return refusal(401, "wrong", str(SignInForm.error_messages["invalid_login"]))
    step = second_factor_step(user)
    device = None
    if step:
        code = fields.get("code", "")
        if step == "setup" or not code:
            right_guess(request, is_whole=False)
            needs = STEPS[step][1]
            return refusal(401, "second_factor", second_factor_sentence(step), needs=needs)
        try:
            device = services.verify_code(user=user, code=code)
        except services.CodeRefused as refused:
            return refusal(401, "wrong", str(refused), needs="otp")
    right_guess(request)
    login(request, user)
    note_proof(request, device)
    return _signed_in(request)


def _with_passkey(request: HttpRequest, answer: str) -> HttpResponse:
    try:
        sign_in_with_passkey(request, answer)
    except services.CodeRefused as refused:
        return refusal(401, "wrong", str(refused))
    return _signed_in(request)


def _signed_in(request: HttpRequest) -> HttpResponse:
    user = request.user
    return JsonResponse({"user": user.pk, "name": str(user), "csrf": get_token(request)})


def _fields(request: HttpRequest) -> dict[str, str] | None:
    """The text fields of the request; None when they are not what the page would send."""
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    if len(request.body) > LONGEST_BODY_BYTES:
        return None
    try:
        fields = json.loads(request.body)
    except ValueError:
        return None
    is_text = isinstance(fields, dict) and all(isinstance(each, str) for each in fields.values())
    return fields if is_text else None
