"""The process that tests of the edge start: `serve` with a test's settings and limits."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

from stoppress.config import Config
from stoppress.edge.limits import Limits
from stoppress.edge.server import serve


def main() -> int:
    told: dict[str, Any] = json.loads(sys.argv[1])
    config = Config(**told["config"] | {"data": Path(told["config"]["data"])})
    limits: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in told["limits"].items()
    }
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", told["port"]))
    port = listening.getsockname()[1]
    return serve(config, [listening], Limits(**limits), ready=lambda: print(port, flush=True))


if __name__ == "__main__":
    sys.exit(main())
