"""The desk's own tables. None of them is ever public, and none takes a position in a record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stoppress.record.models import Coverage, Post, Shared


class Draft(models.Model):
    """What somebody is writing and has not published, named by the press that will publish it."""

    submission = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    coverage = models.ForeignKey(Coverage, on_delete=models.CASCADE)
    place = models.CharField(max_length=40)  # a new post, or which post is edited and how
    fields = models.JSONField()  # the composer's form: {name: [value, …]}
    stroke = models.PositiveIntegerField(default=0)  # counts the changes made in the browser
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "coverage", "place"], name="draft_of_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.place}"

    @property
    def title(self) -> str:
        """What a link to the draft says."""
        return str((self.fields.get("headline") or [""])[0]) or "no headline yet"


class SignInLink(models.Model):
    """A link that signs one person in, once. Only the digest of its token is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, hex
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} until {self.expires_at}"


class Guesses(models.Model):
    """How often a password was guessed wrongly of late, by one device or of one name."""

    bucket = models.CharField(primary_key=True, max_length=80)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bucket} {self.count}"


class RemovalRequest(models.Model):
    """Words that somebody asked to have destroyed, and what became of it."""

    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    reason = models.CharField(max_length=8)  # legal, privacy, safety or error
    note = models.CharField(max_length=2000, blank=True)  # for readers
    positions = models.JSONField(default=list)  # of older words alone; empty: all that it said
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="removals_asked"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="removals"
    )
    answered_at = models.DateTimeField(null=True)
    # Of the revision that removed the words; null: called off, or still open.
    position = models.PositiveIntegerField(null=True)
    pictures = models.JSONField(default=list)  # media names that may still have to go
    finished_at = models.DateTimeField(null=True)  # nothing of the words is left in our files

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(answered_at=None),
                name="removal_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} asked {self.asked_at}"


class VersionRemoval(models.Model):
    """What a shared thing used to say, asked to be destroyed wherever it was said."""

    shared = models.ForeignKey(Shared, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=8)  # legal, privacy, safety or error
    note = models.CharField(max_length=2000, blank=True)  # for readers
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    # Of how many revisions the words were destroyed; null: called off, or still open.
    removed = models.PositiveIntegerField(null=True)
    pictures = models.JSONField(default=list)  # media names that may still have to go
    finished_at = models.DateTimeField(null=True)  # nothing of the words is left in our files

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shared", "version"],
                condition=models.Q(answered_at=None),
                name="version_removal_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shared_id} {self.version} asked {self.asked_at}"
