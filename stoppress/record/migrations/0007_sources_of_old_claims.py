"""Notes the sources of claims that were published before sources were shared.

Such a claim named its source by an id, but no source had a row: the first words under the id are
its version 1 now, unless somebody has written the source since. A post that shows the claim shows
its source as well, and is told when that says something else.
"""

import json

from django.db import migrations

COPY = ("posted", "moved_in", "revised", "corrected", "clarified")
USING = ("shown", "withheld")
ID_MAX, NAME_MAX = 64, 300
BATCH = 500  # rows


def fill(apps, schema_editor):
    Post, Revision, SharedUse = (
        apps.get_model("record", name) for name in ("Post", "Revision", "SharedUse")
    )
    withdrawn = set(Revision.objects.filter(kind="withdrawn").values_list("post_id", flat=True))
    # One that was withdrawn and then withheld shows nothing, whatever stood here.
    SharedUse.objects.filter(post__in=withdrawn).delete()
    found = read(Revision)
    posts = Post.objects.filter(standing__in=USING).values_list("id", "coverage_id")
    uses = {}  # (source, post): coverage
    for post, coverage in posts.iterator(chunk_size=BATCH):
        for claim, source in found.shown.get(post, {}).items():
            # A claim that ever named another source there takes its posts along when it changes.
            if post not in withdrawn and len(found.named[coverage, claim]) == 1:
                uses[source, post] = coverage
    known = save_sources(apps, {source for source, _ in uses}, found.first)
    SharedUse.objects.bulk_create(
        [
            SharedUse(
                shared_id=source,
                post_id=post,
                coverage_id=coverage,
                version=found.told.get((coverage, source), 1),
            )
            for (source, post), coverage in sorted(uses.items())
            if source in known
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


class Found:
    def __init__(self):
        self.first = {}  # source: its name where it was first named, and that revision
        self.told = {}  # (coverage, source): the newest version that its log tells
        self.named = {}  # (coverage, claim): the sources that it ever named there
        self.shown = {}  # post: the claims in its present words, each with its source


def read(Revision):
    found = Found()
    kinds = (*COPY, "shared_changed")
    rows = Revision.objects.filter(kind__in=kinds, content__isnull=False).order_by("id")
    for row in rows.iterator(chunk_size=BATCH):
        if row.post_id:
            found.shown[row.post_id] = {}
        content = bytes(row.content)
        if b'"claim"' in content or b'"source"' in content:
            note(found, row, json.loads(content))
    return found


def note(found, row, said):
    if row.kind == "shared_changed":
        if said.get("sort") == "source":
            tell(found, row, said.get("shared"), said.get("version"))
        if said.get("sort") == "claim":
            found.named.setdefault((row.coverage_id, said["shared"]), set()).add(
                said.get("source_id")
            )
            tell(found, row, said.get("source_id"), said.get("source_version"))
        return
    for block in said.get("blocks") or []:
        if block.get("type") != "claim" or not isinstance(block.get("claim"), str):
            continue
        claim, source, name = block["claim"], block.get("source_id"), block.get("source")
        found.named.setdefault((row.coverage_id, claim), set()).add(source)
        tell(found, row, source, block.get("source_version"))
        if source and name and len(source) <= ID_MAX:
            found.shown[row.post_id][claim] = source
            found.first.setdefault(source, (name, row))


def tell(found, row, source, version):
    if source and version:
        before = found.told.get((row.coverage_id, source), 0)
        found.told[row.coverage_id, source] = max(before, version)


def save_sources(apps, sources, first):
    """Those of `sources` that there are now; one whose id is another sort's cannot be shared."""
    Shared, SharedVersion = (apps.get_model("record", name) for name in ("Shared", "SharedVersion"))
    sorts = dict(Shared.objects.values_list("id", "sort"))
    new = sorted(sources - sorts.keys())
    Shared.objects.bulk_create(
        [
            Shared(
                id=id,
                sort="source",
                version=1,
                name=first[id][0][:NAME_MAX],
                fields={"name": first[id][0]},
            )
            for id in new
        ],
        batch_size=BATCH,
    )
    SharedVersion.objects.bulk_create(
        [
            SharedVersion(
                shared_id=id,
                version=1,
                fields={"name": first[id][0]},
                change="",
                at=first[id][1].at,
                actor_id=first[id][1].actor_id,
            )
            for id in new
        ],
        batch_size=BATCH,
    )
    return {*new, *(id for id in sources if sorts.get(id) == "source")}


class Migration(migrations.Migration):
    dependencies = [("record", "0006_shared_things")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
