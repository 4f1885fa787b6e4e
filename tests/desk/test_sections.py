"""Every block of a post comes through the composer's page as it went in."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from stoppress.desk.section_form import (
    Section,
    new_section,
    obey_button,
    read_sections,
    write_sections,
)
from stoppress.desk.sections import blocks_of, sections_of
from stoppress.record.content.check import checked
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Kind
from tests.desk.blocks import any_block
from tests.desk.forms import fields_in

PRESS = UUID("6f1c7bd2-3c1c-4a1e-9a52-0d3e7b3f5a10")


def through_the_page(sections: list[Section]) -> list[Section]:
    """What a browser sends back of `sections`, untouched."""
    shown = "".join(
        render_to_string("desk/section.html", {"section": section}) for section in sections
    )
    sent = fields_in(f"<form>{shown}</form>")
    clean = {
        name: [value.replace("\r\n", "\n") for value in values] for name, values in sent.lists()
    }
    return read_sections(MultiValueDict(clean))


@given(st.lists(any_block, max_size=4))
def test_it_gives_back_every_block_that_was_put_in(blocks: list[dict[str, Any]]) -> None:
    kept = checked(Kind.POSTED, {"headline": "x", "blocks": blocks})["blocks"]
    back = blocks_of(through_the_page(sections_of(kept)), PRESS, {})
    assert checked(Kind.POSTED, {"headline": "x", "blocks": back})["blocks"] == kept


def test_it_publishes_nothing_for_an_empty_section() -> None:
    empty = [new_section(kind) for kind in ("text", "picture", "claim", "context", "links")]
    assert blocks_of(through_the_page(empty), PRESS, {}) == []


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (new_section("picture", caption="Smoke"), "choose the file"),
        (new_section("claim", source="The union"), "write what is claimed"),
        (new_section("context", html="<p>Built in 1904</p>"), "write a title"),
        (new_section("context", use="gone"), "the chosen one is gone"),
    ],
)
def test_it_says_what_is_missing(section: Section, said: str) -> None:
    with pytest.raises(BadContent, match=said):
        blocks_of([section], PRESS, {})


def test_it_puts_in_the_inset_that_was_chosen() -> None:
    inset = {"type": "context", "context": "k3v9", "title": "The crane", "paragraphs": ["Old."]}
    assert blocks_of([new_section("context", use="k3v9")], PRESS, {"k3v9": inset}) == [inset]


def test_it_gives_a_new_claim_the_same_id_at_every_press_of_the_same_form() -> None:
    claim = new_section("claim", html="<p>Two are missing</p>")
    (first,), (again,) = blocks_of([claim], PRESS, {}), blocks_of([claim], PRESS, {})
    (other,) = blocks_of([claim], uuid4(), {})
    assert first == again
    assert first["claim"] != other["claim"]


def form_of(*kinds: str) -> MultiValueDict[str, str]:
    fields: MultiValueDict[str, str] = MultiValueDict()
    write_sections(fields, [new_section(kind) for kind in kinds])
    return fields


def kinds_in(fields: MultiValueDict[str, str]) -> list[str]:
    return [section.kind for section in read_sections(fields)]


def test_it_adds_moves_and_removes_sections_without_script() -> None:
    fields = form_of("text", "picture")
    fields["add"] = "claim"
    assert obey_button(fields)
    assert kinds_in(fields) == ["text", "picture", "claim"]
    fields["up"] = read_sections(fields)[2].key
    assert obey_button(fields)
    assert kinds_in(fields) == ["text", "claim", "picture"]
    fields["down"] = read_sections(fields)[0].key
    assert obey_button(fields)
    assert kinds_in(fields) == ["claim", "text", "picture"]
    fields["remove"] = read_sections(fields)[1].key
    assert obey_button(fields)
    assert kinds_in(fields) == ["claim", "picture"]
    assert not obey_button(fields)


def test_it_keeps_a_section_where_it_is_when_it_cannot_go_further() -> None:
    fields = form_of("text", "picture")
    fields["up"] = read_sections(fields)[0].key
    assert obey_button(fields)
    fields["down"] = read_sections(fields)[1].key
    assert obey_button(fields)
    assert kinds_in(fields) == ["text", "picture"]


def test_it_passes_over_sections_that_are_none_of_ours() -> None:
    fields = form_of("text")
    fields.setlist("section", [*fields.getlist("section"), "x", "../etc"])
    fields["x-kind"] = "poll"
    assert kinds_in(fields) == ["text"]
