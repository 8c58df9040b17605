"""A request that is refused as a whole: who refuses decides whether it comes again."""

from datetime import timedelta

from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Peer
from eduportal.exchange.services import send_due
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, say
from tests.exchange.conftest import sealed


def states() -> list[str]:
    return list(OutboxEntry.objects.order_by("package_id").values_list("state", flat=True))


def make_due() -> None:
    OutboxEntry.objects.update(not_before=timezone.now() - timedelta(days=1))
    Peer.objects.update(paused_until=None)


def test_a_request_refused_for_good_needs_a_person_once_its_package_is_alone(
    above: Above, school: School
) -> None:
    culprit = sealed(school, 1)
    for number in range(2, 5):
        sealed(school, number, unit=f"6A{number}")

    def refuse_culprit(asked: Asked) -> Reply:
        if culprit.hash in asked.hashes and asked.path.endswith("/bundles"):
            headers = {"Content-Type": "application/problem+json"}
            return Reply(413, b'{"code": "too_large"}', headers)
        return above.accept(asked)

    above.replies = [refuse_culprit] * 40
    for _run in range(15):
        make_due()
        send_due()

    assert states() == ["needs_human", "accepted", "accepted", "accepted"]
    assert "413" in OutboxEntry.objects.get(state="needs_human").last_error


def test_a_page_of_a_proxy_refuses_nothing_for_good(above: Above, school: School) -> None:
    sealed(school, 1)
    above.replies = [say(400, b"<html>Bad gateway</html>", Content_Type="text/html")]
    send_due()
    assert states() == ["queued"]
