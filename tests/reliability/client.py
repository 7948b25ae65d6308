"""One collector's browser that never gives up: the same form with the same token until a receipt comes back."""

import http.client
import os
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

from tests.factories.people import PASSWORD
from tests.reliability.words import said, token

PATIENCE_SECONDS = 15
TROUBLE = (urllib.error.URLError, http.client.HTTPException, OSError)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """The address of the answer carries the receipt."""


class Browser:
    """Cookies, and the hidden fields of the form. An answer that is no answer (reset, 5xx, 429) is asked for again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(_StayHere, urllib.request.HTTPCookieProcessor(CookieJar()))
        self.in_flight = False
        self.tried_again = 0

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, text, location)."""
        while True:
            try:
                status, text, location = self._ask_once(path, form)
            except TROUBLE:
                status, text, location = 0, "", ""
            if 200 <= status < 500 and status != 429:
                return status, text, location
            self.tried_again += 1
            time.sleep(0.2)

    def _ask_once(self, path: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        self.in_flight = form is not None
        try:
            with self._opener.open(self._address + path, data, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace"), error.headers.get("Location", "")
        finally:
            self.in_flight = False


class Client(threading.Thread):
    """Enters its share of the comments and writes each receipt to its own ledger, on the disk before the next one is begun."""

    def __init__(self, address: str, username: str, consultation_id: int, numbers: Iterable[int], ledger: Path) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(address)
        self.allowed = 0  # submissions up to this number may be sent; the storm raises it
        self.acknowledged = 0
        self.failure = ""
        self._username = username
        self._path = f"/consultations/{consultation_id}/comments/new"
        self._numbers = list(numbers)
        self._ledger = ledger

    def run(self) -> None:
        try:
            self._sign_in()
            with self._ledger.open("a", encoding="ascii") as ledger:
                for n in self._numbers:
                    while n >= self.allowed:
                        time.sleep(0.01)
                    self._note(ledger, n, self.submit(n))
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"
            raise

    def submit(self, n: int) -> str:
        """Sends the n-th comment until it is acknowledged; gives the receipt code."""
        article, words = said(n)
        form = {"client_token": token(n), "article": article, "words": words, "anonymous": "y", "channel": "counter"}
        status, text, location = self.browser.ask(self._path, self._hidden | form)
        receipt = parse_qs(urlsplit(location).query).get("saved", [""])[0]
        if status != 303 or not receipt:
            raise AssertionError(f"no receipt for {n}: {status} {text[:3000]}")
        return receipt

    def _sign_in(self) -> None:
        _, page, _ = self.browser.ask("/sign-in")
        form = {"username": self._username, "password": PASSWORD, "csrf_token": hidden(page, "csrf_token")}
        status, page, _ = self.browser.ask("/sign-in", form)
        assert status == 302, page[:3000]
        _, page, _ = self.browser.ask(self._path)
        self._hidden = {name: hidden(page, name) for name in ("csrf_token", "draft_id", "collected_on")}

    def _note(self, ledger: IO[str], n: int, receipt: str) -> None:
        ledger.write(f"{token(n)} {receipt}\n")
        ledger.flush()
        os.fsync(ledger.fileno())
        self.acknowledged += 1


def hidden(page: str, name: str) -> str:
    """The value that a page's form carries under `name`."""
    for field in re.findall(r"<input[^>]{1,600}>", page):
        if f'name="{name}"' in field and (value := re.search(r'value="([^"]{0,400})"', field)):
            return value.group(1)
    raise AssertionError(f"no field {name} in {page[:3000]}")
