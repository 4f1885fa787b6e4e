"""Every number of docs/reference/stream.md, in one frozen place; tests pass smaller ones."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024


@dataclass(frozen=True)
class Limits:
    """Seconds are seconds, bytes are bytes; the defaults are the contract."""

    # A request.
    head_bytes: int = 16 * KIB
    head_seconds: float = 10.0  # from the first byte of a head to its last
    idle_seconds: float = 75.0  # between requests; also the longest an answer may stay unread
    linger_seconds: float = 2.0  # after a refusal, so that the reader sees it before the close

    # A stream.
    retry_ms: tuple[int, int] = (3000, 8000)
    heartbeat_seconds: float = 20.0
    age_seconds: float = 600.0
    age_spread: float = 0.2
    catch_up_frames: int = 200
    catch_up_bytes: int = 256 * KIB
    unread_bytes: int = 256 * KIB
    unread_seconds: float = 10.0
    kernel_bytes: int = 64 * KIB  # SO_SNDBUF, which Linux doubles
    dead_seconds: float = 40.0  # data unacknowledged for so long: the peer is gone
    # Writes or answers to readers in one turn of the loop. At 8 us each that is 2 ms, and 40 turns
    # for 10,000 readers, which cost next to nothing beside the writes.
    portion: int = 256

    # A delta.
    hold_seconds: float = 25.0
    ahead_seconds: float = 2.0

    # Pages and pictures.
    page_bytes: int = 64 * KIB * KIB  # of the cache, all pages together
    past_at_once: int = 4  # pages as they stood that are being made
    past_waiting: int = 16  # for one of these to be ready
    past_bytes: int = 4 * KIB * KIB  # of what was made, kept for the next who asks
    piece_bytes: int = 128 * KIB  # of a picture that a reader may keep in memory

    # The public store.
    poll_seconds: float = 1.0  # between two looks where nothing woke us
    retry_seconds: tuple[float, float] = (0.1, 2.0)  # first and longest pause after a failure
    patience_seconds: float = 60.0  # at the start, for a store that does not exist yet
    alive_seconds: float = 10.0  # silence of the follower that makes /-/health fail
    burst_frames: int = 1000  # more at once are not sent to open streams: they are reset
    ring_seconds: float = 600.0  # recent frames nobody asked for are kept so long

    # Going down.
    drain_seconds: float = 5.0
    flush_seconds: float = 2.0
    tick_seconds: float = 0.5  # how often deadlines are looked at
