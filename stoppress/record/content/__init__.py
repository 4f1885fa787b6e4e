"""What revisions say (docs/reference/content.md): checked, cleaned, and as bytes for good."""
