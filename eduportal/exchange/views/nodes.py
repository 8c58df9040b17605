"""Which software is let in for which schools: the administrators' pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.exchange.forms import ContractForm, KeyForm, NodeForm
from eduportal.exchange.models import Contract, Peer
from eduportal.exchange.models.peer import PeerRelation, RevocationReason
from eduportal.exchange.selectors.nodes import (
    MOST_CONTRACTS,
    contracts_of,
    handed_over,
    keys_of,
    nodes_below,
    own_keys,
    products_of,
)
from eduportal.exchange.services import (
    ContractRefused,
    PeerProblem,
    end_contract,
    end_trial,
    open_contracts,
    revoke_key,
    revoke_peer,
    trust_again,
    trust_key,
    trust_peer,
)
from eduportal.scoping.actions import Action

Refilled = dict[str, Any]


def require_administrator(request: HttpRequest) -> None:
    """Raise Http404 unless the person administers everywhere: keys open every school."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404


@require_GET
def node_list(request: HttpRequest) -> HttpResponse:
    """Every portal and product that sends to this one, with its schools and its last word."""
    require_administrator(request)
    context = {"nodes": nodes_below(), "own_keys": own_keys()}
    return render(request, "exchange/nodes.html", context)


@require_http_methods(["GET", "POST"])
def node_new(request: HttpRequest) -> HttpResponse:
    """Let a product try: trust its key, keep nothing it sends."""
    require_administrator(request)
    form = NodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            trust_peer(
                code=said["code"],
                name=said["name"],
                key=said["public_key"],
                relation=PeerRelation.DOWNSTREAM,
                is_sandbox=True,
            )
        except PeerProblem as problem:
            form.add_error("public_key", str(problem))
        else:
            messages.success(request, _("It may try now: all is answered, nothing is kept."))
            return redirect("exchange:node", said["code"])
    return render(request, "exchange/node_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def node(request: HttpRequest, code: str) -> HttpResponse:
    """One product: the schools it serves, its keys and versions, and what may be done with it.

    A form that cannot be done as filled in comes back on the page.
    """
    require_administrator(request)
    peer = get_object_or_404(nodes_below(), code=code)
    refilled: Refilled = {}
    if request.method == "POST":
        step = STEPS.get(request.POST.get("do", ""))
        if step is None:
            raise Http404
        refilled = step(request, peer)
        if not refilled:
            return redirect("exchange:node", code)
    context = {
        "node": peer,
        "contracts": contracts_of(peer),
        "handed_over": handed_over(peer)[:MOST_CONTRACTS],
        "keys": keys_of(peer),
        "products": products_of(peer),
        "reasons": [RevocationReason.REPLACED, RevocationReason.COMPROMISED],
        "contract_form": ContractForm(),
        "key_form": KeyForm(),
    }
    return render(request, "exchange/node.html", context | refilled)


def _open(request: HttpRequest, peer: Peer) -> Refilled:
    form = ContractForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = open_contracts(peer, said["codes"], interval_hours=said["interval_hours"])
        except ContractRefused as refusal:
            for problem in refusal.problems:
                form.add_error("codes", problem)
        else:
            text = ngettext(
                "It serves %(count)d more school now.",
                "It serves %(count)d more schools now.",
                len(made),
            )
            messages.success(request, text % {"count": len(made)})
            return {}
    return {"contract_form": form, "form": form}


def _end(request: HttpRequest, peer: Peer) -> Refilled:
    number = request.POST.get("contract", "")
    contracts = Contract.objects.filter(peer=peer).select_related("school")
    contract = get_object_or_404(contracts, pk=number if number.isdecimal() else 0)
    end_contract(contract)
    text = _("%(school)s works in this portal again.") % {"school": contract.school}
    messages.success(request, text)
    return {}


def _add_key(request: HttpRequest, peer: Peer) -> Refilled:
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            trust_key(peer, form.cleaned_data["public_key"])
        except PeerProblem as problem:
            form.add_error("public_key", str(problem))
        else:
            messages.success(request, _("Both keys hold until you end the old one."))
            return {}
    return {"key_form": form, "form": form}


def _revoke_key(request: HttpRequest, peer: Peer) -> Refilled:
    key = get_object_or_404(keys_of(peer), key_id=request.POST.get("key", ""))
    reason = request.POST.get("reason", "")
    if reason not in (RevocationReason.REPLACED, RevocationReason.COMPROMISED):
        raise Http404
    revoke_key(key.key_id, RevocationReason(reason))
    messages.success(request, _("The key signs nothing more that counts."))
    return {}


def _end_trial(request: HttpRequest, peer: Peer) -> Refilled:
    end_trial(peer)
    messages.success(request, _("From now on what it sends is kept."))
    return {}


def _revoke(request: HttpRequest, peer: Peer) -> Refilled:
    revoke_peer(peer.code)
    messages.success(request, _("Nothing more is taken from it."))
    return {}


def _trust_again(request: HttpRequest, peer: Peer) -> Refilled:
    trust_again(peer)
    messages.success(request, _("It is trusted again."))
    return {}


STEPS: dict[str, Callable[[HttpRequest, Peer], Refilled]] = {
    "open": _open,
    "end": _end,
    "add-key": _add_key,
    "revoke-key": _revoke_key,
    "end-trial": _end_trial,
    "revoke": _revoke,
    "trust-again": _trust_again,
}
