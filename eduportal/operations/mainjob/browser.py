"""A person at the portal, over HTTP: signs in, opens pages, presses buttons."""

import html
import json
import re
import uuid
from typing import Any

import requests

TIMEOUT_SECONDS = 60
SHOWN = re.compile(r'name="revision"\s+value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

SAID = re.compile(r'class="banner__text">(.*?)</', re.DOTALL)


class PageProblem(Exception):
    """The portal did not answer as a person would expect."""


def said(page: str) -> str:
    """What the banners of a page say."""
    return " ".join(html.unescape(text).strip() for text in SAID.findall(page))


class Browser:
    """One signed-in session."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"
        self.username = username
        page = self.get("/accounts/sign-in/")
        fields = {"username": username, "password": password}
        answer = self._post("/accounts/sign-in/", page, fields)
        if answer.url.rstrip("/").endswith("/accounts/sign-in"):
            raise PageProblem(f"{username} could not sign in.")

    def get(self, path: str) -> str:
        """A page's text; raises PageProblem unless the answer is 200."""
        answer = self.session.get(self.base_url + path, timeout=TIMEOUT_SECONDS)
        return self._expect(answer, path).text

    def post(self, path: str, fields: dict[str, str], form_page: str) -> str:
        """Press a button of a form on `form_page`; the text of the page that follows.

        The page speaks of one object; its form names the revision shown.
        """
        page = self.get(form_page)
        shown = SHOWN.search(page)
        revision = {"revision": shown[1]} if shown else {}
        return self._post(path, page, revision | fields).text

    def save_cells(self, sheet_path: str, edits: list[dict[str, Any]]) -> dict[str, int]:
        """Save edits the way the grid does; how many answers of each status came back."""
        page = self.get(sheet_path)
        headers = {
            "X-CSRFToken": self._token(page, sheet_path),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        counts: dict[str, int] = {}
        for start in range(0, len(edits), 200):
            ops = [{"op": str(uuid.uuid4()), **edit} for edit in edits[start : start + 200]]
            answer = self.session.post(
                f"{self.base_url}{sheet_path}cells/",
                data=json.dumps({"ops": ops}),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
            )
            for result in self._expect(answer, sheet_path).json()["results"]:
                counts[result["status"]] = counts.get(result["status"], 0) + 1
        return counts

    def _post(self, path: str, page: str, fields: dict[str, str]) -> requests.Response:
        token = {"csrfmiddlewaretoken": self._token(page, path)}
        answer = self.session.post(
            self.base_url + path, data=fields | token, timeout=TIMEOUT_SECONDS
        )
        return self._expect(answer, path)

    @staticmethod
    def _token(page: str, path: str) -> str:
        found = TOKEN.search(page)
        if found is None:
            raise PageProblem(f"{path} has no form.")
        return found[1]

    def _expect(self, answer: requests.Response, path: str) -> requests.Response:
        if answer.status_code != requests.codes.ok:
            raise PageProblem(f"{self.username}: {path} answered {answer.status_code}.")
        return answer
