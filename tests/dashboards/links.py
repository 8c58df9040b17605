"""Following what a page offers: every number to its figure, every foot of a tile."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


class Shown(HTMLParser):
    """The addresses of a page's figures, and the texts of its feet."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.figures: set[str] = set()
        self.feet: list[str] = []
        self.tiles = 0
        self._in_define = self._in_foot = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        classes = (named.get("class") or "").split()
        if "figure" in classes:
            self.figures.add(named["href"] or "")
        self.tiles += tag == "table"
        if tag == "details":
            self._in_define = "define" in classes
        elif tag == "summary" and self._in_define:
            self._in_foot = True
            self.feet.append("")
        elif tag == "time" and self._in_foot:
            self.feet[-1] += f"[{named.get('datetime', '')}]"

    def handle_endtag(self, tag: str) -> None:
        self._in_foot = self._in_foot and tag != "summary"

    def handle_data(self, data: str) -> None:
        if self._in_foot:
            self.feet[-1] += data


def follow(client: Client, response: HttpResponse, *, least: int = 1) -> set[str]:
    """Follow every number of the page to its definition, look at every foot; the addresses."""
    assert response.status_code == 200
    page = Shown(response)
    assert len(page.figures) >= least, response.request["PATH_INFO"]
    for url in page.figures:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert 'class="definitions' in answer.content.decode(), url
    assert len(page.feet) >= bool(page.tiles)
    for foot in page.feet:
        assert re.search(r"\[\d{4}-\d\d-\d\dT[^\]]+\].*(\d|<)", foot, re.DOTALL), foot
        # After the time: how many, and of what.
        assert re.search(r"·\s*(<\d+|\d[\d.,]*)\s+\w", foot), foot
    return page.figures
