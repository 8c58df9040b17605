"""The nodes below, with their products and the schools they serve."""

from django.conf import settings
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eduportal.exchange.models import Contract, NodeKey, Peer, ProductUse
from eduportal.exchange.models.peer import PeerRelation
from schools.models import School

# One page shows so many of the schools that a node serves or has served.
MOST_CONTRACTS = 1000
PRODUCTS_SHOWN = 20


def nodes_below() -> "QuerySet[Peer]":
    """Those this node takes packages from: the silent first, those trusted no longer last.

    With each its number of schools and by which product it was last heard.
    """
    newest = ProductUse.objects.filter(peer=OuterRef("pk"))
    served = School.objects.filter(node=OuterRef("code"), closed_on=None).order_by()
    schools = served.values("node").annotate(number=Count("pk")).values("number")
    open_now = Q(contracts__ended_at=None)
    return (
        Peer.objects.filter(relation=PeerRelation.DOWNSTREAM)
        .annotate(
            schools=Coalesce(Subquery(schools), 0),
            since=Min("contracts__began_at", filter=open_now),
            silent_since=Min("contracts__silent_since"),
            product=Subquery(newest.values("product")[:1]),
        )
        .order_by(
            F("revoked_at").asc(nulls_first=True),
            F("silent_since").asc(nulls_last=True),
            "name",
            "pk",
        )
    )


def contracts_of(peer: Peer) -> "QuerySet[Contract]":
    """The schools the peer serves, by name, then those it served."""
    found = Contract.objects.filter(peer=peer).select_related("school")
    return found.order_by("-ended_at", "school__search_key", "-pk")[:MOST_CONTRACTS]


def handed_over(peer: Peer) -> "QuerySet[School]":
    """Schools whose records come from the peer without a contract: its own portal has them."""
    own = School.objects.filter(node=peer.code, closed_on=None)
    return own.exclude(contracts__ended_at=None, contracts__peer=peer).order_by("search_key", "pk")


def keys_of(peer: Peer) -> "QuerySet[NodeKey]":
    """The peer's public keys, the newest first."""
    return NodeKey.objects.filter(node=peer.code).order_by("-pk")


def own_keys() -> list[NodeKey]:
    """This node's own keys that hold now: those that prove its receipts."""
    own = NodeKey.objects.filter(node=settings.EDUPORTAL_NODE).order_by("-pk")
    return [key for key in own if key.holds_now]


def products_of(peer: Peer) -> "QuerySet[ProductUse]":
    """By which products and versions it has spoken, the newest first."""
    return ProductUse.objects.filter(peer=peer)[:PRODUCTS_SHOWN]
