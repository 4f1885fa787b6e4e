"""A server that answers a submission with whatever bytes a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stoppress.lib.clock import now

SECONDS = 20.0  # no test waits longer


@contextmanager
def answering(
    *parts: bytes, pause: float = 0.0, closes: bool = True, certificate: Path | None = None
) -> Iterator[str]:
    """Its address. It sends `parts` with a `pause` before each, to whoever connects."""
    listening = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if certificate else "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listening = context.wrap_socket(listening, server_side=True)
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                connection.settimeout(SECONDS)
                with connection, suppress(OSError):
                    _answer(connection, parts, pause, over)
                    if not closes:
                        over.wait(SECONDS)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield "{}://{}:{}".format(scheme, *listening.getsockname())
    finally:
        over.set()
        # Closing alone does not wake a thread that waits in accept().
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(SECONDS)


def _answer(
    connection: socket.socket, parts: Sequence[bytes], pause: float, over: threading.Event
) -> None:
    _read_request(connection)
    for part in parts:
        if over.wait(pause):
            return
        connection.sendall(part)


def _read_request(connection: socket.socket) -> None:
    # All of it: closing on what is unread would take the answer back.
    said = connection.recv(65_536)
    while said.startswith(b"POST "):
        head, parted, body = said.partition(b"\r\n\r\n")
        if parted and len(body) >= int(head.partition(b"Content-Length: ")[2].split()[0]):
            return
        more = connection.recv(65_536)
        if not more:
            return
        said += more


def http(code: int, body: bytes, content_type: str = "text/plain", *more: str) -> bytes:
    """An answer of HTTP/1.1."""
    head = [f"HTTP/1.1 {code} Whatever", f"Content-Type: {content_type}"]
    head += [f"Content-Length: {len(body)}", "Connection: close", *more, "", ""]
    return "\r\n".join(head).encode() + body


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file, that no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "certificate.pem"
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path
