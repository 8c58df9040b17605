"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp import login as remember_device

from eduportal.accounts import services
from eduportal.accounts.forms import SignInForm
from eduportal.accounts.refusals import STEPS, second_factor_sentence
from eduportal.accounts.selectors import demo_accounts, second_factor_step
from eduportal.accounts.throttling import limit_attempts
from eduportal.core.answers import refusal
from eduportal.core.reading import BadJson, json_body


class SignInPage(LoginView):
    """User name and password. The middleware asks for the second factor on the next page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "options", "post"]

    def get_initial(self):
        """A demo account of the list below the form is filled in by its link, password apart."""
        return {"username": self.request.GET.get("username", "")}

    def get_context_data(self, **kwargs):
        more = {"demo_accounts": demo_accounts(), "demo_password": settings.EDUPORTAL_DEMO_PASSWORD}
        return super().get_context_data(**kwargs, **more)


sign_in = limit_attempts(SignInPage.as_view())
sign_out = LogoutView.as_view(http_method_names=["post", "options"])


@require_POST
@limit_attempts
def sign_in_json(request: HttpRequest) -> HttpResponse:
    """Sign in from a page that must not be left, such as the mark grid: JSON or form fields.

    Fields: username, password and, with a second factor, code. 200 {user, name, csrf};
    401 {code: "wrong"} or {code: "second_factor", needs}; 400 when the fields cannot be read.
    A name with too many wrong passwords gets 429 from django-axes.
    """
    try:
        fields = _fields(request)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    form = SignInForm(request, data=fields)
    if not form.is_valid():
        return _not_signed_in(form)
    user = form.get_user()
    step = second_factor_step(user)
    device = None
    if step:
        code = fields.get("code", "")
        if step == "setup" or not code:
            needs = STEPS[step][1]
            return refusal(401, "second_factor", second_factor_sentence(step), needs=needs)
        try:
            device = services.verify_code(user=user, code=code)
        except services.CodeRefused as refused:
            return refusal(401, "wrong", str(refused), needs="otp")
    login(request, user)
    remember_device(request, device)
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
