"""A real web server, a real connection: a clerk's browser sends all of a file before it listens."""

import http.client
import re
import socket
import sys
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison.consultations.models import Consultation
from tests.factories.people import PASSWORD, Town
from tests.functional.drafts.pages import errors, held_by, new
from tests.worker.processes import Process, environment_of, wait_until

MEBIBYTE = 1024 * 1024
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"]
BOUNDARY = "a-line-that-stands-nowhere-else"


class Clerk:
    """A browser without the impatience of programming libraries: it reads the answer after the last byte is sent."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, parts: list[bytes], content_type: str = "") -> tuple[int, str]:
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as connection:
            head = [
                f"{method} {path} HTTP/1.1",
                f"Host: localhost:{self._port}",
                f"Content-Length: {sum(map(len, parts))}",
                f"Content-Type: {content_type}",
                f"Cookie: {'; '.join(f'{name}={value}' for name, value in self._cookies.items())}",
            ]
            for part in ("\r\n".join([*head, "", ""]).encode(), *parts):
                connection.sendall(part)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            return answer.status, answer.read().decode()

    def sign_in(self, username: str) -> None:
        form = {"username": username, "password": PASSWORD, "csrf_token": self.token("/sign-in")}
        status, page = self.ask("POST", "/sign-in", [urlencode(form).encode()], "application/x-www-form-urlencoded")
        assert status == 302, page

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask("GET", path, [])[1])
        assert found is not None
        return found[1]

    def upload(self, path: str, size: int, typed: dict[str, str]) -> tuple[int, str]:
        parts = [_field("csrf_token", self.token(path)), _opening("file", '; filename="太大.docx"')]
        parts += [b"\x00" * MEBIBYTE] * size
        parts += [b"\r\n", *(_field(name, value) for name, value in typed.items()), f"--{BOUNDARY}--\r\n".encode()]
        return self.ask("POST", path, parts, f"multipart/form-data; boundary={BOUNDARY}")


def _opening(name: str, more: str = "") -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()


def _field(name: str, value: str) -> bytes:
    return _opening(name) + f"{value}\r\n".encode()


@pytest.fixture
def web(settings: Settings, tmp_path: Path) -> Iterator[int]:
    """The port on which gunicorn answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.set_inheritable(True)
        command = [*GUNICORN, "--bind", f"fd://{listener.fileno()}"]
        inherited = (listener.fileno(),)
        process = Process("web", command, environment_of(settings), tmp_path / "web.log", inherited).start()
        try:
            wait_until(lambda: Clerk(port).ask("GET", "/healthz", [])[0] == 200, 60, process.said())
            yield port
        finally:
            process.stop()


def test_a_file_of_fifty_megabytes_gets_an_answer_with_everything_typed_beside_it(
    session: Session, town: Town, consultation: Consultation, web: int
) -> None:
    username, where = town.office.username, new(consultation)
    session.rollback()
    clerk = Clerk(web)
    clerk.sign_in(username)
    typed = {"text": "", "kind": "law_in_force", "reading": "二审稿", "title": "临湖市渔船规定"}
    status, page = clerk.upload(where, 50, typed)
    assert status == 422
    assert "文件超过 20 MB，无法上传。请去掉图片后另存" in errors(page)[0]
    assert held_by(page) == typed
