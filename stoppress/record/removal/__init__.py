"""Words that go, and what goes with them (docs/running/removal.md); `append` alone writes."""
