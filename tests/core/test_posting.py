"""Pages that answer to what is posted stand under an address that can be looked at again."""

import pytest
from django.urls import reverse

from tests.test_routes import ClientOf
from tests.world import World


@pytest.mark.django_db
def test_a_refused_decision_survives_the_switch_of_language(
    world: World, client_of: ClientOf
) -> None:
    place = [world.class_group.public_id, world.term.code]
    client = client_of("head")
    page = client.post(reverse("grades:class-decide", args=place))
    back = page.wsgi_request.get_full_path()
    switched = client.post(reverse("set_language"), {"language": "en", "next": back}, follow=True)

    assert switched.status_code == 200
    assert switched.redirect_chain[-1][0] == reverse("grades:class-seal", args=place)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("grades:student-number", "grades:student"),
        ("students:exemption-end", "students:exemptions"),
    ],
)
def test_an_address_that_is_posted_to_leads_to_its_page(
    address: str, page: str, world: World, client_of: ClientOf
) -> None:
    student = world.record.enrolment.student
    answer = client_of("clerk").get(reverse(address, args=[student.public_id]))

    assert answer.status_code == 302
    assert answer["Location"] == reverse(page, args=[student.public_id])
