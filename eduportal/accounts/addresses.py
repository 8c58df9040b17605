"""Where a request comes from, and how the portal is called there: one answer for all."""

from django.conf import settings
from django.http import HttpRequest

from eduportal.core.reading import network_address


def client_address(request: HttpRequest) -> str:
    """The address the outermost of our own proxies saw; without proxies the socket's own.

    Earlier entries of X-Forwarded-For were written by the client and are not trusted; an entry
    that is no address came past the proxies, and the socket's own counts.
    """
    proxies = settings.EDUPORTAL_PROXY_COUNT
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else []
    if len(forwarded) >= proxies > 0 and network_address(seen := forwarded[-proxies].strip()):
        return seen
    return str(request.META.get("REMOTE_ADDR", ""))


def origin_of(request: HttpRequest) -> str:
    """Scheme and host for the links of a mail; Django has checked the host."""
    return f"{request.scheme}://{request.get_host()}"
