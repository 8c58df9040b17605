"""Reviews of a scheme: made, written, handed in, approved, and given out as a document."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.posting import shown_of
from eduportal.papers import UnprintableText
from eduportal.reform.choices import ReviewKind, ReviewState
from eduportal.reform.forms import ReviewNewForm, ReviewWordsForm, WordsForm
from eduportal.reform.models import Review
from eduportal.reform.papers import FORMATS, review_paper
from eduportal.reform.selectors.frozen import counts_of
from eduportal.reform.services import ReformRefused, reviewing
from eduportal.reform.views.access import (
    find_scheme,
    may_keep,
    require_keeper,
    require_reader,
    say,
    told,
)

ACTS: dict[str, Callable[..., None]] = {
    "hand_in": reviewing.hand_in,
    "approve": reviewing.approve,
    "send_back": reviewing.send_back,
    "throw_away": reviewing.throw_away,
}


def _find(request: HttpRequest, public_id: UUID) -> Review:
    require_reader(request)
    found = Review.objects.select_related("scheme", "made_by", "approved_by")
    review = found.filter(public_id=public_id).first()
    if review is None:
        raise Http404
    return review


@require_POST
def review_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Freeze the figures of today and begin a review."""
    found = find_scheme(request, public_id, to_write=True)
    form = ReviewNewForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unknown kind")
    kind = ReviewKind(form.cleaned_data["kind"])
    try:
        made = reviewing.make_review(scheme=found, kind=kind, user=request.user)
    except ReformRefused as refusal:
        say(request, refusal.problems)
        return redirect("reform:scheme", public_id)
    return redirect("reform:review", made.public_id)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The frozen figures, and the words typed once."""
    found = _find(request, public_id)
    is_draft = found.state == ReviewState.DRAFT
    words = {name: getattr(found, name) for name in reviewing.WORDS}
    form = ReviewWordsForm(request.POST or None, initial=words)
    if request.method == "POST":
        require_keeper(request)
        if form.is_valid():
            shown = shown_of(request)
            told(
                request,
                lambda: reviewing.write_words(
                    review=found, shown=shown, words=form.cleaned_data, user=request.user
                ),
            )
            return redirect("reform:review", public_id)
    context = {
        "review": found,
        "scheme": found.scheme,
        "lines": found.lines,
        "counts": counts_of(found.lines),
        "form": form,
        "is_draft": is_draft,
        "is_mine": request.user.pk in (found.made_by_id, found.written_by_id),
        "may_keep": may_keep(request),
        "words_form": WordsForm(),
        "shown": request.POST.get("shown") or found.revision,
    }
    return render(request, "reform/review.html", context)


@require_POST
def review_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the step that `do` names, with its words."""
    require_keeper(request)
    found = _find(request, public_id)
    name = request.POST.get("do", "")
    form = WordsForm(request.POST)
    if name not in ACTS:
        raise BadRequest("unknown step")
    if not form.is_valid():
        say(request, [str(each) for problems in form.errors.values() for each in problems])
        return redirect("reform:review", public_id)
    shown, text = shown_of(request), form.cleaned_data["text"]
    done = told(
        request,
        lambda: ACTS[name](review=found, shown=shown, user=request.user, text=text),
        _("The draft is removed.") if name == "throw_away" else "",
    )
    if done and name == "throw_away":
        return redirect("reform:scheme", found.scheme.public_id)
    return redirect("reform:review", public_id)


@require_GET
def review_file(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The document as PDF or Word; of a draft with the word on every page."""
    found = _find(request, public_id)
    if kind not in FORMATS:
        raise Http404
    if not request.scope.may_export(None):
        raise PermissionDenied
    try:
        return review_paper(found, kind)
    except UnprintableText as refusal:
        sentence = _("“%s” has a sign that cannot be printed. Change it and try again.")
        say(request, [sentence % refusal.text[:200]])
        return redirect("reform:review", public_id)
