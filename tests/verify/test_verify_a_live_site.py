"""A stranger checks what a newsroom serves, by its address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.notary.keys import load_keys
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from stoppress.tlog.bundles import decode_bundle, encode_bundle
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.forks import check_fork_proof
from stoppress.tlog.hashes import leaf_hash, root_of
from stoppress.tlog.keys import Signer
from stoppress.verify import live
from stoppress.verify.findings import Report, Trouble
from stoppress.verify.keys import Trust, given
from stoppress.verify.live import check_address
from stoppress.verify.seen import Seen, load_seen
from stoppress.verify.verdict import verdict
from tests.archives import an_eventful_day, sign
from tests.newsroom import open_harbour_fire, publish
from tests.verify.served import public_files, serving

FIRE = "/harbour-fire/log/"
BUNDLE = f"{FIRE}tile/entries/000.p/10"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong for good would be looked at again for half a minute."""
    monkeypatch.setattr(live, "_PAUSES", (0.0, 0.0))


def check(address: str, trust: Trust | None = None, seen: Seen | None = None) -> Report:
    return check_address(address, trust or Trust(), seen or Seen())


def wrong(report: Report) -> set[tuple[str, int | None]]:
    return {(each.where, each.position) for each in report.findings()}


def signer(config: Config, origin: str) -> Signer:
    return load_keys(config.data)[0].signer(origin)


def signed_anew(files: dict[str, bytes], leaves: list[bytes], signing: Signer) -> dict[str, bytes]:
    """The coverage's log of these leaves, as its newsroom would sign it."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    size = len(leaves)
    rest = {path: data for path, data in files.items() if f"{FIRE}tile" not in path}
    note = sign_checkpoint(Checkpoint(signing.name, size, root_of(hashes)), signing)
    contents = b"".join(files[f"{FIRE}contents/000"].splitlines(keepends=True)[:size])
    return rest | {
        f"{FIRE}checkpoint": note,
        f"{FIRE}tile/0/000.p/{size}": b"".join(hashes),
        f"{FIRE}tile/entries/000.p/{size}": encode_bundle(leaves),
        f"{FIRE}contents/000": contents,
    }


@pytest.mark.parametrize(
    "page",
    ["/harbour-fire/", "/harbour-fire", "/harbour-fire/posts/abc", "/harbour-fire/log/checkpoint"],
)
def test_any_page_of_a_coverage_names_its_log(newsroom: Config, page: str) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    with serving(public_files(newsroom)) as site:
        report = check(site.address + page)
    assert wrong(report) == set()
    assert [log.slug for log in report.logs] == ["-", "harbour-fire"]
    said = verdict(report)
    assert said.startswith(
        "whole: 10 revisions of /harbour-fire/, signed by 127.0.0.1:8000/harbour"
    )
    assert list(report.said()) == [live._OWN_WORD]


def test_the_front_page_names_them_all(newsroom: Config) -> None:
    for slug in ("one", "two", "three"):
        publish(open_harbour_fire(slug))
    sign(newsroom)
    files = public_files(newsroom)
    with serving(files) as site:
        for page in ("", "/", "/-/verify"):
            report = check(site.address + page)
            assert wrong(report) == set()
            assert verdict(report).startswith("whole: 3 coverages with 6 revisions, signed by ")
    lacking = {path: data for path, data in files.items() if not path.startswith("/two/")}
    with serving(lacking) as site:
        assert ("/two/log/checkpoint", None) in wrong(check(site.address))


def test_a_coverage_that_readers_see_must_stand_in_the_site_log(newsroom: Config) -> None:
    publish(open_harbour_fire("one"))
    sign(newsroom)
    before = public_files(newsroom)
    publish(open_harbour_fire("two"))
    sign(newsroom)
    after = public_files(newsroom)
    dropped = {path: data for path, data in before.items() if path.startswith("/-/")}
    with serving({**after, **dropped}) as site:
        assert ("/", None) in wrong(check(site.address))


def test_a_site_may_lie_below_its_host(newsroom: Config) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    with serving({f"/live{path}": data for path, data in public_files(newsroom).items()}) as site:
        assert wrong(check(f"{site.address}/live/harbour-fire/")) == set()
        assert wrong(check(f"{site.address}/live")) == set()


def test_where_nothing_is_signed_nothing_can_be_checked(newsroom: Config) -> None:
    with serving({"/": b"<h1>Hello</h1>"}) as site:
        with pytest.raises(Trouble, match="there is no signed log at"):
            check(site.address)
        with pytest.raises(Trouble, match="there is no signed log at"):
            check(f"{site.address}/harbour-fire/")


@pytest.mark.parametrize(("is_ill", "why"), [(True, "HTTP 503"), (False, "is not there")])
def test_a_front_page_that_cannot_be_read_keeps_the_logs_from_nothing(
    newsroom: Config, is_ill: bool, why: str
) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    with serving(public_files(newsroom)) as site:
        if is_ill:
            site.ill = frozenset({"/"})
        else:
            del site.files["/"]
        report = check(site.address)
    found, *more = report.findings()
    assert more == []
    assert (found.where, found.position) == ("/", None)
    assert found.text.startswith("the front page cannot be read, so what it lists was not compared")
    assert why in found.text
    assert [log.slug for log in report.logs] == ["-", "harbour-fire"]
    assert verdict(report).startswith("NOT whole")


def test_a_site_that_is_busy_is_asked_again(newsroom: Config) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    with serving(public_files(newsroom), busy=2) as site:
        assert wrong(check(f"{site.address}/harbour-fire/")) == set()
    with serving(public_files(newsroom), busy=99) as site, pytest.raises(Trouble, match="is busy"):
        check(f"{site.address}/harbour-fire/")


def test_line_62_a_long_log_takes_few_requests(newsroom: Config) -> None:
    """Each file is asked for once, so that a long coverage is checked in a moment."""
    fire = open_harbour_fire()
    with transaction.atomic():
        for _ in range(600):
            publish(fire)
    sign(newsroom)
    files = public_files(newsroom)
    with serving(files) as site:
        assert wrong(check(f"{site.address}/harbour-fire/")) == set()
    assert site.asked.keys() == files.keys() - {"/"}
    assert {path: n for path, n in site.asked.items() if n > 1} == {"/-/log/checkpoint": 2}


def test_line_52_leaves_left_out_put_in_or_swapped_are_located(newsroom: Config) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    files = public_files(newsroom)
    leaves = decode_bundle(files[BUNDLE])
    swapped = [*leaves[:3], leaves[4], leaves[3], *leaves[5:]]
    cases = {
        "left out": (leaves[:3] + leaves[4:], 4),
        "put in": ([*leaves[:3], leaves[2], *leaves[3:]], 4),
        "swapped": (swapped, 4),
    }
    for case, (other, position) in cases.items():
        with serving(files | {BUNDLE: encode_bundle(other)}) as site:
            assert (BUNDLE, position) in wrong(check(f"{site.address}/harbour-fire/")), case


def test_the_key_must_be_the_one_that_is_known(newsroom: Config) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    right = str(signer(newsroom, "127.0.0.1:8000/harbour-fire/log").key)
    other = str(Signer("127.0.0.1:8000/harbour-fire/log", bytes(32)).key)
    with serving(public_files(newsroom)) as site:
        report = check(f"{site.address}/harbour-fire/", given([right]))
        assert wrong(report) == set() and list(report.said()) == []
        found = wrong(check(f"{site.address}/harbour-fire/", given([other])))
        assert ("/-/log/checkpoint", None) in found
        assert (f"{FIRE}checkpoint", None) in found
    with pytest.raises(Trouble, match="a key is written"):
        given(["nonsense"])


def test_what_was_seen_before_must_go_on(newsroom: Config, tmp_path: Path) -> None:
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    seen_file = tmp_path / "seen"
    for _ in range(3):
        seen = load_seen(seen_file)
        with serving(public_files(newsroom)) as site:
            assert wrong(check(f"{site.address}/", seen=seen)) == set()
        seen.save()
        publish(fire)
        sign(newsroom)
    kept = json.loads(seen_file.read_text())["logs"]
    assert kept.keys() == {"127.0.0.1:8000/harbour-fire/log", "127.0.0.1:8000/-/log"}


def test_line_52_the_last_ones_dropped_are_missed(newsroom: Config, tmp_path: Path) -> None:
    """Even where the newsroom itself signs the shorter log, as one that never went on."""
    an_eventful_day(newsroom)
    sign(newsroom)
    files = public_files(newsroom)
    seen = Seen(tmp_path / "seen")
    with serving(files) as site:
        check(site.address, seen=seen)
    for size in (9, 5):
        shorter = signed_anew(
            files,
            decode_bundle(files[BUNDLE])[:size],
            signer(newsroom, "127.0.0.1:8000/harbour-fire/log"),
        )
        with serving(shorter) as site:
            report = check(f"{site.address}/harbour-fire/", seen=seen)
        assert any("10 revisions were seen before" in each.text for each in report.findings())


@pytest.mark.parametrize("more", [0, 2])
def test_line_53_a_fork_is_proven_to_anybody(newsroom: Config, tmp_path: Path, more: int) -> None:
    """The newsroom signs another past: of the same size, or of a larger one."""
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    seen = Seen(tmp_path / "seen")
    with serving(public_files(newsroom)) as site:
        check(site.address, seen=seen)
    for _ in range(more):
        publish(fire)
    sign(newsroom)
    files = public_files(newsroom)
    signing = signer(newsroom, "127.0.0.1:8000/harbour-fire/log")
    leaves = decode_bundle(files[f"{FIRE}tile/entries/000.p/{10 + more}"])
    leaves[2] = leaves[2].replace(b'"at":"20', b'"at":"19')
    with serving(signed_anew(files, leaves, signing)) as site:
        report = check(f"{site.address}/harbour-fire/", seen=seen)
    found = [each.text for each in report.findings() if each.where == f"{FIRE}checkpoint"]
    assert len(found) == 1 and "the log was forked, and" in found[0]
    [proof] = seen.proofs
    assert check_fork_proof(proof, str(signing.key)).origin == signing.name
    [written] = tmp_path.glob("seen.fork-*.json")
    assert written.read_text().strip() == proof


def test_line_52_a_coverage_seen_before_must_still_be_named(
    newsroom: Config, tmp_path: Path
) -> None:
    for slug in ("one", "two"):
        publish(open_harbour_fire(slug))
    sign(newsroom)
    files = public_files(newsroom)
    seen = Seen(tmp_path / "seen")
    with serving(files) as site:
        check(site.address, seen=seen)
    site_log = Signer("127.0.0.1:8000/-/log", load_keys(newsroom.data)[0].seed)
    [path] = [path for path in files if path.startswith("/-/log/tile/entries")]
    leaves = [leaf for leaf in decode_bundle(files[path]) if b'"two"' not in leaf]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    checkpoint = Checkpoint(site_log.name, len(leaves), root_of(hashes))
    forged = {name: data for name, data in files.items() if "two" not in name} | {
        "/-/log/checkpoint": sign_checkpoint(checkpoint, site_log),
        f"/-/log/tile/0/000.p/{len(leaves)}": b"".join(hashes),
        f"/-/log/tile/entries/000.p/{len(leaves)}": encode_bundle(leaves),
    }
    with serving(forged) as site:
        report = check(site.address, seen=seen)
    assert [each.text for each in report.findings() if each.where == "/-/log/checkpoint"] == [
        f"3 revisions were seen before; here are only {len(leaves)}"
    ]


def test_words_may_go_while_they_are_read(newsroom: Config) -> None:
    """The log is of a moment before: it is read again, and whole then."""
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    before = public_files(newsroom)
    append(fire, Kind.REMOVED, {"reason": "legal", "note": None, "positions": [2]},
           post_id=_post_at(newsroom, before, 2))  # fmt: skip
    sign(newsroom)
    after = public_files(newsroom)
    stale = before | {f"{FIRE}contents/000": after[f"{FIRE}contents/000"]}
    with serving(stale) as site:
        assert (f"{FIRE}contents/000", 2) in wrong(check(f"{site.address}/harbour-fire/"))
        answer = site.answer

        def turning(path: str) -> tuple[int, bytes]:
            """The new checkpoint comes out when the old one has been asked for."""
            if path == f"{FIRE}checkpoint" and path in site.asked:
                site.files = after
            return answer(path)

        site.asked.clear()
        site.answer = turning  # type: ignore[method-assign]
        assert wrong(check(f"{site.address}/harbour-fire/")) == set()


def _post_at(newsroom: Config, files: dict[str, bytes], position: int) -> str:
    return str(json.loads(decode_bundle(files[BUNDLE])[position - 1])["post"])
