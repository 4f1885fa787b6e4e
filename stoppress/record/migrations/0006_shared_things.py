"""Fills the tables of shared things from the records that exist.

Until now a context or a claim had an id but no version, and each post showed its own copy. The
first words of an id are version 1; each time that a post said something else under it, whatever
the coverage, that was the next. A coverage shows what its own log told last.
"""

import json

from django.db import migrations

FIELDS = {
    "context": ("title", "paragraphs"),
    "claim": ("text", "source", "source_id", "channel", "url", "status", "note"),
}
COPY = ("posted", "moved_in", "revised", "corrected", "clarified")
USING = ("shown", "withheld")
ID_MAX, NAME_MAX, CHANGE_MAX = 64, 300, 2000
BATCH = 500  # rows


def fill(apps, schema_editor):
    things = {}  # id: its sort, its versions as rows
    told = {}  # (coverage, id): the version that its log told last
    shown = {}  # post: the ids in its present words
    # Ids of rows go up as rows are written, whatever their coverage.
    rows = apps.get_model("record", "Revision").objects.filter(kind__in=COPY, content__isnull=False)
    for row in rows.order_by("id").iterator(chunk_size=BATCH):
        shown[row.post_id] = set()
        for sort, id, fields in copies(bytes(row.content)):
            known_sort, versions = things.setdefault(id, (sort, []))
            if known_sort != sort:
                continue  # one id for two things: it stays the first one's
            if not versions or versions[-1]["fields"] != fields:
                versions.append(version(id, len(versions) + 1, fields, row))
            told[row.coverage_id, id] = len(versions)
            shown[row.post_id].add(id)
    save(apps, things, told, shown)


def copies(content):
    if b'"context"' not in content and b'"claim"' not in content:
        return
    for block in json.loads(content).get("blocks") or []:
        sort = block.get("type")
        id = block.get(sort) if sort in FIELDS else None
        if isinstance(id, str) and 0 < len(id) <= ID_MAX:
            yield sort, id, {name: block.get(name) for name in FIELDS[sort]}


def version(id, number, fields, row):
    return {
        "shared_id": id,
        "version": number,
        "fields": fields,
        "change": (fields.get("note") or "")[:CHANGE_MAX] if number > 1 else "",
        "at": row.at,
        "actor_id": row.actor_id,
    }


def save(apps, things, told, shown):
    Shared, SharedVersion, SharedUse, Post = (
        apps.get_model("record", name) for name in ("Shared", "SharedVersion", "SharedUse", "Post")
    )
    Shared.objects.bulk_create(
        [
            Shared(
                id=id,
                sort=sort,
                version=len(versions),
                name=(versions[-1]["fields"].get("title") or versions[-1]["fields"].get("text") or "")[
                    :NAME_MAX
                ],
                fields=versions[-1]["fields"],
            )
            for id, (sort, versions) in things.items()
        ],
        batch_size=BATCH,
    )
    SharedVersion.objects.bulk_create(
        [SharedVersion(**one) for _, versions in things.values() for one in versions],
        batch_size=BATCH,
    )
    posts = Post.objects.filter(standing__in=USING).values_list("id", "coverage_id")
    SharedUse.objects.bulk_create(
        [
            SharedUse(shared_id=id, post_id=post, coverage_id=coverage, version=told[coverage, id])
            for post, coverage in posts.iterator(chunk_size=BATCH)
            for id in sorted(shown.get(post, ()))
        ],
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("record", "0005_quick_to_find")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
