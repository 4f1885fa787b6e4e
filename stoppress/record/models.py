"""The record's tables. `append` alone writes rows of Revision; the database refuses the rest.

The other tables hold what the next append must know (under the coverage's row lock) and what lists
show; everything in them follows from the revisions.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stoppress.lib.ids import SLUG_MAX, new_id
from stoppress.record.vocabulary import Absence, Kind, Sort, Standing, State

_ID_MAX = 16


class Coverage(models.Model):
    """One running story."""

    id = models.CharField(primary_key=True, max_length=_ID_MAX, default=new_id)
    slug = models.CharField(max_length=SLUG_MAX, unique=True)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    head = models.PositiveIntegerField(default=0)  # the highest position; the row lock guards it
    # How far the projection has come: a hint by which it finds work, never an authority.
    projected = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    header_position = models.PositiveIntegerField(default=0)
    header_leaf = models.BinaryField(default=b"")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="coverage_to_project",
                condition=models.Q(head__gt=models.F("projected")),
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Post(models.Model):
    """One dated item in a coverage."""

    id = models.CharField(primary_key=True, max_length=_ID_MAX, default=new_id)
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="posts")
    ordinal = models.PositiveIntegerField()  # 1, 2, 3 … in order of creation; pages are cut by it
    headline = models.CharField(max_length=300, blank=True)
    posted_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    copy_position = models.PositiveIntegerField()  # where the words now shown stand in the record
    last_leaf = models.BinaryField()
    # The order on the page, ascending from the oldest: the ordinal, until an editor says otherwise.
    place = models.FloatField()
    standing = models.CharField(max_length=9, choices=Standing.choices, default=Standing.SHOWN)
    pinned = models.BooleanField(default=False)
    key = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coverage", "ordinal"], name="post_ordinal_once")
        ]
        indexes = [models.Index(fields=["coverage", "place"], name="post_place")]

    def __str__(self) -> str:
        return self.headline or self.id

    @property
    def is_shown(self) -> bool:
        """Whether readers see its words; else a notice stands in its place."""
        return self.standing == Standing.SHOWN


class Revision(models.Model):
    """One row of the log. Columns: docs/reference/record.md, "A row"."""

    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="revisions")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    post_revision = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    submission = models.UUIDField(null=True, blank=True)
    content = models.BinaryField(null=True)  # null, and the salt with it: its words are gone
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coverage", "position"], name="revision_position_once"),
            models.UniqueConstraint(
                fields=["coverage", "submission"], name="revision_submission_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["submission"],
                name="revision_submission",
                condition=models.Q(submission__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.coverage_id} {self.position} {self.kind}"


class Gone(models.Model):
    """A revision whose words are not shown, and the position that says so."""

    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="gone")
    position = models.PositiveIntegerField()
    sort = models.CharField(max_length=8, choices=Absence.choices)
    by = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coverage", "position"], name="gone_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.coverage_id} {self.position} {self.sort}"


class Shared(models.Model):
    """A context, claim, source or thread: written once, shown in many posts."""

    id = models.CharField(primary_key=True, max_length=64)
    sort = models.CharField(max_length=8, choices=Sort.choices)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=300)  # what lists call it
    fields = models.JSONField()  # as of `version` (docs/reference/content.md, "Shared things")

    def __str__(self) -> str:
        return self.name


class SharedVersion(models.Model):
    """One version of a shared thing; `fields` null: removed."""

    shared = models.ForeignKey(Shared, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    fields = models.JSONField(null=True)
    change = models.CharField(max_length=2000, blank=True)  # what changed it, shown to readers
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shared", "version"], name="shared_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.shared_id} {self.version}"


class SharedUse(models.Model):
    """A post that shows a shared thing now; `version`: what its coverage's log last said of it."""

    shared = models.ForeignKey(Shared, on_delete=models.PROTECT, related_name="uses")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="uses")
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="uses")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shared", "post"], name="shared_use_once")]
        indexes = [models.Index(fields=["shared", "coverage", "version"], name="shared_use_there")]

    def __str__(self) -> str:
        return f"{self.shared_id} in {self.post_id}"


class SiteLeaf(models.Model):
    """One leaf of the site log (docs/reference/log.md, "The site log")."""

    position = models.PositiveIntegerField(primary_key=True)  # leaf index + 1
    at = models.DateTimeField()
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField()

    def __str__(self) -> str:
        return f"site {self.position}"
