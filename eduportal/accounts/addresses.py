"""Where a request comes from, and how the portal is called there: one answer for all."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

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


def own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of this portal; otherwise nothing, and nobody is sent there."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else ""


def address_by_name(request: HttpRequest) -> str:
    """This page under the portal's own name, where it was opened under another; else nothing.

    Passkeys are bound to the name: at a bare network address the browser makes and finds none.
    """
    host, colon, port = request.get_host().rpartition(":")
    if not port.isdecimal():
        host, colon, port = request.get_host(), "", ""
    name = settings.EDUPORTAL_HOST
    if host == name or host.endswith(f".{name}"):
        return ""
    path = request.get_full_path() if request.method == "GET" else "/"
    return f"{request.scheme}://{name}{colon}{port}{path}"
