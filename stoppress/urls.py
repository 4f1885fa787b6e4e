"""Addresses of the desk. Each route has a row in tests/desk/test_who_may_open_what.py."""

from django.urls import path

from stoppress.desk import (
    coverage_headers,
    coverages,
    draft_saving,
    going_on,
    health,
    links,
    marks,
    media,
    passwords,
    places_of_posts,
    posts,
    readership,
    removal_pages,
    sign_in,
    state_line,
    thing_removal_pages,
    things,
    tokens,
    versions,
    withdrawals,
    withholding,
)

_COVERAGE = "coverages/<slug:slug>"
_POST = f"{_COVERAGE}/posts/<slug:post_id>"

urlpatterns = [
    path("", coverages.coverages, name="coverages"),
    path("open", coverage_headers.open_new, name="open"),
    path(_COVERAGE, coverages.coverage, name="coverage"),
    path(f"{_COVERAGE}/delivery", readership.delivery, name="delivery"),
    path(f"{_COVERAGE}/header", coverage_headers.change_header, name="header"),
    path(f"{_COVERAGE}/pause", going_on.pause, name="pause"),
    path(f"{_COVERAGE}/resume", going_on.resume, name="resume"),
    path(f"{_COVERAGE}/end", going_on.end, name="end"),
    path(f"{_COVERAGE}/reopen", going_on.reopen, name="reopen"),
    path(f"{_COVERAGE}/merge", going_on.merge, name="merge"),
    path(f"{_COVERAGE}/publish", posts.publish, name="publish"),
    path(f"{_COVERAGE}/draft", draft_saving.save_draft, name="save-draft"),
    path(
        f"{_COVERAGE}/drafts/<uuid:submission>/discard",
        draft_saving.discard_draft,
        name="discard-draft",
    ),
    path(f"{_POST}/edit", posts.edit, name="edit"),
    path(f"{_POST}/correct", posts.correct, name="correct"),
    path(f"{_POST}/clarify", posts.clarify, name="clarify"),
    path(f"{_POST}/withdraw", withdrawals.withdraw, name="withdraw"),
    path(f"{_POST}/withhold", withholding.withhold, name="withhold"),
    path(f"{_POST}/release", withholding.release, name="release"),
    path(f"{_POST}/ask-removal", removal_pages.ask, name="ask-removal"),
    path(f"{_POST}/versions", versions.versions, name="versions"),
    path(f"{_POST}/move-up", places_of_posts.move_up, name="move-up"),
    path(f"{_POST}/move-down", places_of_posts.move_down, name="move-down"),
    path(f"{_POST}/place-above", places_of_posts.place_above, name="place-above"),
    path(f"{_POST}/move", places_of_posts.move_elsewhere, name="move-post"),
    path(f"{_POST}/pin", marks.pin, name="pin"),
    path(f"{_POST}/unpin", marks.unpin, name="unpin"),
    path(f"{_POST}/mark-key", marks.mark_key, name="mark-key"),
    path(f"{_POST}/unmark-key", marks.unmark_key, name="unmark-key"),
    path("shared/<slug:sort>", things.things, name="things"),
    path("shared/<slug:sort>/<path:thing_id>", things.thing, name="thing"),
    path(
        "removals/of-version/<int:version>/<path:thing_id>",
        thing_removal_pages.ask,
        name="ask-version-removal",
    ),
    path("removals/versions/<int:number>", thing_removal_pages.answer, name="version-removal"),
    path(
        "removals/versions/<int:number>/call-off",
        thing_removal_pages.call_off,
        name="call-off-version",
    ),
    path("removals", removal_pages.removals, name="removals"),
    path("removals/<int:number>", removal_pages.answer, name="removal"),
    path("removals/<int:number>/call-off", removal_pages.call_off, name="call-off"),
    path("media", media.take_picture, name="take-picture"),
    path("media/<str:name>", media.show_picture, name="media"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("link/<str:token>", links.link, name="link"),
    path("password", passwords.password, name="password"),
    path("readers", readership.readers, name="readers"),
    path("state", state_line.state, name="state"),
    path("token", tokens.token, name="token"),
    path("-/health", health.health, name="health"),
]

handler400 = "stoppress.desk.problems.unreadable"
handler404 = "stoppress.desk.problems.not_found"
handler500 = "stoppress.desk.problems.broken"
