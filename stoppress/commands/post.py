"""`stoppress post`: one post from the shell or a pipe, its body Markdown on stdin."""

from __future__ import annotations

import argparse
import json
import sys
from uuid import UUID, uuid4

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import open_newsroom
from stoppress.commands.serving import in_force
from stoppress.record.content.check import CONTENT_MAX


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("coverage", help="the coverage's address: apollo-11")
    parser.add_argument("--headline", metavar="TEXT", help="the post's headline")
    parser.add_argument("--byline", metavar="TEXT", help="who is credited, as readers see it")
    parser.add_argument("--key", action="store_true", help="mark it as a key event")
    parser.add_argument("--as", dest="person", metavar="NAME", help="the user who publishes it")
    parser.add_argument(
        "--submission",
        type=UUID,
        metavar="UUID",
        help="saying the same again after a failure publishes nothing twice",
    )
    parser.add_argument("--json", action="store_true", help='{"post", "cursor", "url"}')


def run(arguments: argparse.Namespace) -> int:
    body = _body()
    config = in_force(open_newsroom(arguments))
    from stoppress.commands import publishing
    from stoppress.commands.markdown import blocks_of

    post = publishing.post(
        config,
        arguments.coverage.strip("/"),
        {
            "headline": arguments.headline,
            "byline": arguments.byline,
            "blocks": blocks_of(body),
        },
        key=arguments.key,
        person=arguments.person,
        submission=arguments.submission or uuid4(),
    )
    if arguments.json:
        print(json.dumps(post))
    else:
        print(post["cursor"])
        print(post["url"])
    return 0


def _body() -> str:
    if sys.stdin.isatty():
        print("stoppress: type the post's body in Markdown; Ctrl-D ends it", file=sys.stderr)
    body = sys.stdin.buffer.read(CONTENT_MAX + 1)
    if len(body) > CONTENT_MAX:
        raise Failure(f"the body has more than {CONTENT_MAX:,} bytes; that is no post")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"the body is not UTF-8 (byte {error.start + 1}); convert it first") from None
