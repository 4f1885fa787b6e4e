"""Somebody at the desk, by HTTP, with a browser's manners: cookies, form tokens, retries."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

_TIMEOUT = 20  # seconds for any one answer
_REQUEST = re.compile(r"/removals/\d+")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NotPublished(Exception):
    """The desk did not say that it has published; it may have, so press again."""


@dataclass
class Editor:
    """Signed in at the desk whose address is `desk`. Each thread needs one of its own."""

    desk: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def sign_in(self, link: str) -> None:
        """Press the button behind a one-time link."""
        path = urlsplit(link).path
        found = _TOKEN.search(self._ask("GET", path)[1])
        assert found, "the link shows no button"
        status, _ = self._ask("POST", path, {"csrfmiddlewaretoken": found.group(1)})
        assert status == 302, f"the link did not sign in: {status}"

    def open_coverage(self, slug: str) -> None:
        """Open the sample coverage at `slug`."""
        status, body = self._ask(
            "POST",
            "/open",
            {
                "csrfmiddlewaretoken": self._token(),
                "title": "Fire in the old harbour",
                "slug": slug,
                "language": "en",
                "submission": str(uuid4()),
            },
        )
        assert status == 302, f"not opened: {status} {body[:500]}"

    def publish(
        self,
        slug: str,
        headline: str,
        words: str = "Nobody was hurt.",
        press: UUID | None = None,
        taken: dict[str, Any] | None = None,
    ) -> dict[str, str]:
        """`{"post", "cursor", "url"}` of a new post. Raises NotPublished; then press again.

        With a picture where one was `taken` in.
        """
        fields = {
            "headline": headline,
            "byline": "Ana Reis",
            "section": "s1",
            "s1-kind": "text",
            "s1-html": f"<p>{words}</p>",
            "submission": str(press or uuid4()),
        }
        if taken:
            fields |= {f"s1-{name}": str(value) for name, value in taken.items()}
            fields |= {"s1-kind": "picture", "s1-alt": "A crane.", "s1-credit": "Ana Reis"}
        return self._publish(f"/coverages/{slug}/publish", fields)

    def take_in(self, picture: bytes) -> dict[str, Any]:
        """The names of a picture's files at the desk. Raises NotPublished."""
        try:
            token = {"csrfmiddlewaretoken": self._token()}
            status, body = self._ask(
                "POST", "/media", token, accept="application/json", file=picture
            )
        except (OSError, http.client.HTTPException) as error:
            raise NotPublished(str(error)) from error
        if status != 200:
            raise NotPublished(f"{status} {body[:300]}")
        taken: dict[str, Any] = json.loads(body)
        return taken

    def remove(self, slug: str, post: str) -> None:
        """Destroy a post's words and pictures, where one editor may. Raises NotPublished."""
        try:
            self._agree(f"/coverages/{slug}/posts/{post}/ask-removal", "removed already")
            _, listed = self._ask("GET", "/removals")
            if found := _REQUEST.search(listed):
                self._agree(found.group(), "answered this request")
        except (OSError, http.client.HTTPException) as error:
            raise NotPublished(str(error)) from error

    def _agree(self, path: str, done: str) -> None:
        """Press the button of a page; it may say that this is `done` already."""
        fields = {"csrfmiddlewaretoken": self._token(), "reason": "legal", "sure": "on"}
        status, body = self._ask("POST", path, fields | {"submission": str(uuid4())})
        if status != 302 and done not in body:
            raise NotPublished(f"{status} {body[:300]}")

    def _publish(self, path: str, fields: dict[str, str]) -> dict[str, str]:
        try:
            fields = fields | {"csrfmiddlewaretoken": self._token()}
            status, body = self._ask("POST", path, fields, accept="application/json")
        except (OSError, http.client.HTTPException) as error:
            raise NotPublished(str(error)) from error
        if status != 200:
            raise NotPublished(f"{status} {body[:300]}")
        answer: dict[str, str] = json.loads(body)
        return answer

    def _token(self) -> str:
        if not self.token:
            status, body = self._ask("GET", "/token")
            if status != 200:
                raise NotPublished(f"not signed in: {status}")
            self.token = json.loads(body)["token"]
        return self.token

    def _ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        accept: str = "*/*",
        file: bytes = b"",
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.desk).netloc, timeout=_TIMEOUT)
        headers = {
            "Accept": accept,
            "Origin": self.desk,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        sent: bytes | None = None
        if fields is not None:
            headers["Content-Type"], sent = _form(fields, file)
        try:
            connection.request(method, path, sent, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for morsel in SimpleCookie(line).values():
                self.cookies[morsel.key] = morsel.value
        return answer.status, body


def _form(fields: dict[str, str], file: bytes) -> tuple[str, bytes]:
    """A form's content type and body; with a `file` only where there is one."""
    if not file:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="photo"'
    parts += [f"--{edge}\r\n{head}\r\n\r\n".encode(), file, f"\r\n--{edge}--\r\n".encode()]
    return f"multipart/form-data; boundary={edge}", b"".join(parts)
