"""What tests of logs share: Go's oracle, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tlog import go_oracle


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[go_oracle.Oracle]:
    """Go's tree, empty when a session begins; each test grows it as far as it needs."""
    reason = go_oracle.why_not()
    if reason is not None:
        pytest.skip(f"Go's log cannot be asked: {reason}")
    with go_oracle.running(tmp_path_factory.mktemp("oracle")) as running:
        yield running
