"""Factories of the exchange: peers, packages and their way up."""

import hashlib

import factory
from django.utils import timezone

from eduportal.exchange import models
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.states import OutboxState, PackageState
from tests.factories.register import SchoolFactory


class PeerFactory(factory.django.DjangoModelFactory):
    """The node above; `downstream=True` for one below, `revoked=True` for one cut off."""

    class Meta:
        model = models.Peer

    class Params:
        downstream = factory.Trait(relation=PeerRelation.DOWNSTREAM, base_url="")
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    code = factory.Sequence(lambda n: f"peer-{n}")
    relation = PeerRelation.UPSTREAM
    base_url = "https://moet.example.vn"
    key_id = factory.Sequence(lambda n: f"key-{n}")
    public_key = b"\x00" * 32


class NonceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Nonce

    peer = factory.SubFactory(PeerFactory)
    value = factory.Sequence(lambda n: f"nonce-{n}")


class PackageFactory(factory.django.DjangoModelFactory):
    """An accepted package whose bytes and signature are filler: nobody can verify it."""

    class Meta:
        model = models.Package

    class Params:
        returned = factory.Trait(state=PackageState.RETURNED)
        parked = factory.Trait(state=PackageState.PARKED)

    school = factory.SubFactory(SchoolFactory)
    origin = "long-an"
    kind = "subject-result"
    class_name = "6A1"
    term_code = "2026-2027-HK1"
    scope = factory.LazyAttribute(
        lambda package: "/".join(
            [package.school.code, package.class_name, package.term_code, package.kind]
        )
    )
    version = 1
    content = factory.Sequence(lambda n: f'{{"filler":{n}}}'.encode())
    hash = factory.LazyAttribute(lambda package: hashlib.sha256(package.content).hexdigest())
    custody = factory.LazyAttribute(
        lambda package: [{"node": package.origin, "key_id": "key-0", "signature": "AAAA"}]
    )
    rules = factory.LazyFunction(lambda: {"set": "tt22-0/000000000000"})
    rows = 6
    students = 6
    mark_sum = 510
    sealed_at = factory.LazyFunction(timezone.now)
    sealed_by = "Lê Thu Hà"
    state = PackageState.ACCEPTED


class OutboxEntryFactory(factory.django.DjangoModelFactory):
    """A package waiting to be sent; `needs_human=True` for one given up."""

    class Meta:
        model = models.OutboxEntry

    class Params:
        needs_human = factory.Trait(state=OutboxState.NEEDS_HUMAN, attempts=10)
        accepted = factory.Trait(state=OutboxState.ACCEPTED, attempts=1)

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    peer = factory.SubFactory(PeerFactory)
    not_before = factory.LazyFunction(timezone.now)


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Delivery

    peer = factory.SubFactory(PeerFactory)
    packages = 1
    sent_bytes = 2048
    started_at = factory.LazyFunction(timezone.now)


class ReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Receipt

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    issuer = "moet"
    state = PackageState.ACCEPTED
    content = b"{}"
    signature = b"\x00" * 64
    issued_at = factory.LazyFunction(timezone.now)
