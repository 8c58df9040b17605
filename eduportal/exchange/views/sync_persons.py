"""What a node below asks about one student who comes to a school of its own."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from eduportal.core.looking import Kind, handed
from eduportal.core.reading import BadJson, json_value
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.enrolment import LISTS
from eduportal.exchange.feeds.rows import is_uid
from eduportal.exchange.models import Peer
from eduportal.exchange.problem_json import problem
from eduportal.exchange.selectors.persons import Wanted, is_listed, leaver, results
from eduportal.exchange.services.hearing import count_vain, may_ask_who
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.views.sync import signed
from eduportal.exchange.wire import piece as piece_wire
from eduportal.exchange.wire.digests import is_text
from eduportal.scoping import everywhere

LONGEST_TEXT = 200
BODY = "The body must be JSON with the texts {}."


@require_POST
@signed
def leaver_asked(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Who a student is whom a school has let go: nobody unless all that is asked agrees."""
    asked = _texts(request, *Wanted._fields)
    if asked is None:
        return problem(400, "bad_request", BODY.format(", ".join(Wanted._fields)))
    if not may_ask_who(peer):
        return problem(429, "asked_too_often", "Too many questions of today named nobody.")
    with everywhere(f"{peer.code} takes in a student another school has let go"):
        found = None if peer.is_sandbox else leaver(Wanted(*asked))
        if found is None:
            count_vain(peer)
        return _answer("sync:leaver", [found] if found else [])


@require_POST
@signed
def results_asked(request: HttpRequest, peer: Peer) -> HttpResponse:
    """What was accepted elsewhere about a student whom the peer's school has on its list."""
    asked = _texts(request, "school", "uid")
    if asked is None or not is_uid(asked[1]):
        return problem(400, "bad_request", BODY.format("school, uid"))
    school, uid = asked[0], uuid.UUID(asked[1])
    with everywhere(f"{peer.code} has taken in a student"):
        is_theirs = not peer.is_sandbox and is_listed(school, uid, peer.code)
        return _answer("sync:results", results(uid, but=school) if is_theirs else [], is_theirs)


def _answer(route: str, found: list[dict[str, Any]], is_listed: bool = True) -> JsonResponse:
    """The pieces; students of this node's register among them go into the access log.

    `is_listed`: whether the asking school has the student on its list here.
    """
    lines = [piece_wire.read(each).line for each in found]
    handed(route, Kind.STUDENT, feed_for(LISTS).persons_of(lines))
    return JsonResponse({"ledger": ledger_id(), "listed": is_listed, "pieces": found})


def _texts(request: HttpRequest, *names: str) -> list[str] | None:
    """These texts of the body, the first one to ask the database by; None for anything else."""
    try:
        body = json_value(request.body)
        found = [body[name] for name in names]
    except (BadJson, KeyError, TypeError):
        return None
    is_short = all(isinstance(each, str) and len(each) <= LONGEST_TEXT for each in found)
    return found if is_short and is_text(found[0]) else None
