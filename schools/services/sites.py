"""What the register says against a described site, beyond its model."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import Site
from schools.models.site import CLASSROOMS
from schools.services.errors import Problems

ROOMS = (*CLASSROOMS, "subject_rooms", "boarding_rooms")


def site_problems(site: Site) -> Problems:
    """By field; a school has one main site, and rooms were counted on a day."""
    problems: Problems = {}
    today = timezone.localdate()
    others = Site.objects.filter(school=site.school_id, closed_on=None).exclude(pk=site.pk)
    if not site.is_main and not site.closed_on and not others.filter(is_main=True).exists():
        problems["is_main"] = [_("A school has one main site, and this school has no other yet.")]
    if site.is_main and site.closed_on and others.exists():
        text = _("Make another site the main one first; then this one can be closed.")
        problems["closed_on"] = [text]
    if any(getattr(site, name) is not None for name in ROOMS) and site.counted_on is None:
        problems["counted_on"] = [_("Give the day on which the rooms were counted.")]
    if site.counted_on and site.counted_on > today:
        problems["counted_on"] = [_("The day is not yet there.")]
    if (site.latitude is None) != (site.longitude is None):
        problems[NON_FIELD_ERRORS] = [_("Give latitude and longitude, or neither.")]
    return problems
