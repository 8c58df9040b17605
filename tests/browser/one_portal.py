"""A portal whose requests run in the transaction of the test, which is taken back at its end.

For pages that are only looked at: nothing is committed, so no world is built for them and no
table is emptied after them. The requests share one connection, so they come one after the other.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Page

# Two more of its files: axe, and where the window rests between tests. The page names an icon, or
# the browser would ask for /favicon.ico, which is not there, and say so in the next test.
AXE = "axe.js"
IDLE = "idle.html"
MORE = {
    AXE: (AXE_SCRIPT, "text/javascript"),
    IDLE: ("<!doctype html><link rel=icon href=data:,>", "text/html"),
}
# A persona and an address without the server's -> the page.
Visit = Callable[[str, str], Page]


class Server(ThreadedWSGIServer):
    """Leaves the connection of the test open."""

    def _close_connections(self) -> None:
        pass


class Files(StaticFilesHandler):
    """The portal's files and those above. The browser keeps them until the next page."""

    def serve(self, request: HttpRequest) -> HttpResponse:
        more = {static(name): file for name, file in MORE.items()}.get(request.path)
        response = HttpResponse(more[0], content_type=more[1]) if more else super().serve(request)
        response["Cache-Control"] = "max-age=3600"
        return response


class OnePortal:
    """One for all tests of a worker; it answers while a test has opened it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._is_open = False
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._connection.inc_thread_sharing()
        self._pages = WSGIHandler()
        self._server = Server(("127.0.0.1", 0), QuietWSGIRequestHandler)
        self._server.set_app(Files(self._answer))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Answer inside the block; no request is under way at its end."""
        self._is_open = True
        try:
            yield
        finally:
            with self._turn:
                self._is_open = False

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._connection.dec_thread_sharing()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer whole, body included, before the next request has its turn."""
        with self._turn:
            if not self._is_open:
                start_response("503 Service Unavailable", [])
                return []
            # Each thread looks its connection up for itself.
            connections[DEFAULT_DB_ALIAS] = self._connection
            response = self._pages(environ, start_response)
            try:
                return [b"".join(response)]
            finally:
                response.close()
