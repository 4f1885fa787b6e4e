"""Pages of different makes: title, source, header, and where each post begins."""

from __future__ import annotations

import pytest

from stoppress.exchange.capture import Lead
from tests.exchange.captures import NAMES, capture, only_post, read_page, warned

HEADLINES = {
    "budget-mail": [
        "Opposition calls budget a missed chance",
        "Fuel duty frozen for another year",
        "Chancellor rises to speak in the chamber",
    ],
    "cup-final": [
        "Hallam Town win the cup",
        "GOAL! Hallam Town 2-1 Sorrel Rovers (Lund 84)",
        "GOAL! Hallam Town 1-1 Sorrel Rovers (Mbeki 58)",
        "The second half is under way",
        "Half time",
        "Kick-off at Sorrel Park",
    ],
    "election-night": [
        "Okonjo concedes in mayoral race",
        "School bond passes by 212 votes",
        "Polls have closed. Here's what to watch",
        "Lines at two precincts kept open late",
        "Rain did not keep voters away",
    ],
    "greve": [
        "Les dockers votent la reprise du travail",
        "Le préfet lève l'interdiction de circuler",
        "Trois navires bloqués au large depuis dix jours",
    ],
    "harbour-fire": [
        "Ferries to resume at first light, harbour master says",
        "Here's what we know as the evening shift takes over",
        "Islanders queue for bread as shelves empty",
        "Fuel barge was towed clear minutes before the roof fell, pilot says",
        "What went wrong with the sprinklers?",
        "Smoke closes coast road as wind turns",
    ],
    "hochwasser": [
        "Krisenstab rechnet mit Scheitel in der Nacht",
        "Brücke am Mühlentor gesperrt",
        "Was wir über die Lage wissen",
        "Erste Familien kehren in ihre Häuser zurück",
    ],
    "inquiry": ["Summary", None, None, "Designer asked for closure in 2023", None],
    "mountain": [
        "Rescuers reach the hut below the north face",
        "Two climbers missing since Sunday's storm",
    ],
    "spacewalk": [
        "Astronauts are back inside after seven hours",
        "New pump runs at full power",
        "Hatch open, spacewalk begins",
    ],
    "storm": [
        "Power cut to 40,000 homes in the north",
        "All trains north of Carrow cancelled",
        "Ferry passengers spend night in sports hall",
    ],
    "strait-vote": [
        "Tunnel approved by a narrow margin, count shows",
        "Opponents of the tunnel ask for a recount",
        "Turnout reaches record for an island vote",
    ],
    "tunnel-fire": [
        "That's all for today",
        "'I ran towards the light'",
        "Freight trains run again",
        "BreakingTunnel reopens",
    ],
    "valley-quake": [
        "Death toll rises to 41, officials say",
        'Hospital collapsed "in seconds," survivor says',
        "Here's how you can help",
        "Key things to know about the fault",
    ],
    "treaty-talks": [
        "Our live coverage of the talks has ended for the day",
        'Vessia\'s foreign minister: "We are not leaving Brae without a deal"',
        "What's the dispute over Tarn about?",
        "It's nearly dark in Brae. Here's where things stand.",
        '"A deal is closer than it looks," mediator says',
        "Lornish fishermen wait for news in harbor",
    ],
}
HEADERS = {
    "budget-mail": ("Budget day live: what the chancellor announced", "The Ledger", 4),
    "cup-final": ("Hallam Town v Sorrel Rovers: cup final live", None, None),
    "election-night": (
        "Election night in Arden County: results and reaction",
        "The Arden Post",
        None,
    ),
    "greve": (
        "Grève dans les ports : le trafic reprend lentement",
        "Le Courrier du Littoral",
        5,
    ),
    "harbour-fire": ("Harbour fire: crews fight blaze at Pier 9", "The Bay Ledger", 12),
    "hochwasser": ("Hochwasser an der Lenne: Pegel steigen weiter", "Tagesbote", 9),
    "inquiry": (
        "Lorn bridge inquiry: minister ‘regrets’ missed warnings – as it happened",
        "The Harbour Guardian",
        None,
    ),
    "mountain": ("Search on Mount Kessel: live", "Alpine Herald", 2),
    "spacewalk": ("Spacewalk to repair cooling pump, as it happened", None, None),
    "storm": ("Storm Ilse live: trains halted as winds reach 90mph", "Northern Courier", None),
    "strait-vote": ("Vote on the strait tunnel", "Isle News", 6),
    "tunnel-fire": ("Tunnel fire: Line reopens after three days - Northern News", None, None),
    "valley-quake": ("March 8, 2031 Northern Valley earthquake news", "The Plain", 22),
    "treaty-talks": ("October 9, 2031: Talks on the Lorn treaty", "Meridian", 41),
}


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_the_headlines_in_order(name: str) -> None:
    assert [post.headline for post in capture(name).posts] == HEADLINES[name]


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_title_source_and_count(name: str) -> None:
    coverage = capture(name)
    assert (coverage.title, coverage.source, coverage.declared_posts) == HEADERS[name]


def test_a_section_between_title_and_source_is_reported() -> None:
    assert "Transport" in warned(capture("inquiry"), "unparsed")


def test_it_reads_the_lead_video_and_the_standfirst() -> None:
    coverage = capture("harbour-fire")
    assert coverage.lead == Lead(
        kind="video",
        title="Drone footage shows the warehouse roof giving way",
        label="drone pier nine",
        length="01:47",
        source="The Bay Ledger",
    )
    heading, *paragraphs = [piece.plain for piece in coverage.standfirst]
    assert heading == "What we've covered"
    assert [text.split()[0] for text in paragraphs] == ["A", "Nobody"]


def test_a_picture_above_the_posts_is_the_lead() -> None:
    coverage = read_page(
        "A boat on the river. (Photo by Ann Lee)", "River still rising", "It rose."
    )
    assert coverage.lead == Lead("picture", caption="A boat on the river.", credit="Ann Lee")
    assert coverage.standfirst == ()


def test_bullets_may_stand_above_the_posts() -> None:
    above = capture("treaty-talks").standfirst[1].plain
    assert above.splitlines()[1] == "The sticking point: Both sides claim the island of Tarn."


def test_lines_broken_like_mail_are_put_together() -> None:
    duty = capture("budget-mail").posts[1]
    assert duty.paragraphs[0].endswith(
        "the chancellor told the chamber, at a cost of some two billion."
    )
    assert [bullet.label for bullet in duty.bullets] == ["Petrol", "Diesel"]
    assert duty.bullets[1].text.endswith("cut by a tenth in the autumn.")


def test_white_space_of_any_kind_is_one_space() -> None:
    post = only_post(
        "River\u00a0still  rising\t today ", "\u00a0 It\u00a0\u00a0rose \u2009again.\u00a0"
    )
    assert (post.headline, post.text) == ("River still rising today", "It rose again.")


def test_a_video_in_a_post_is_kept_as_words() -> None:
    links = capture("treaty-talks").posts[3].links
    assert [link.text for link in links] == [
        'mediator vasquez brae Mediator: "A deal is closer than it looks" 02:10 - Source: Meridian'
    ]


def test_a_post_of_a_social_network_is_no_headline() -> None:
    talks = capture("treaty-talks").posts[1]
    assert "— Olle Strand (@OlleStrand) October 9, 2031" in talks.paragraphs


def test_a_subheading_is_no_headline() -> None:
    conceded = capture("election-night").posts[0]
    assert conceded.paragraphs[2:] == (
        "What happens next",
        "Winters will be sworn in on January 4, 2027.",
    )


def test_a_headline_may_end_with_an_abbreviation() -> None:
    coverage = read_page(
        "River to crest at 5 p.m.",
        "The river is to crest in the late afternoon, the water office said on Monday.",
        "Mayor calls for calm",
        "The mayor called for calm, and for sandbags, in a short speech at the town hall.",
    )
    assert [post.headline for post in coverage.posts] == [
        "River to crest at 5 p.m.",
        "Mayor calls for calm",
    ]


def test_a_post_may_end_with_its_headline() -> None:
    coverage = read_page(
        "Bridge opens to walkers again", "River falls at last", "The river fell by a foot."
    )
    assert [(post.headline, post.text) for post in coverage.posts] == [
        ("Bridge opens to walkers again", ""),
        ("River falls at last", "The river fell by a foot."),
    ]


def test_a_count_that_is_not_met_is_reported() -> None:
    assert warned(capture("harbour-fire"), "missing-posts") == [
        "the page declares 12 posts, 6 are here: 6 missing"
    ]
    assert warned(capture("mountain"), "missing-posts") == []
    one_too_many = read_page(*("Water rises another inch", "It rose.") * 10)
    assert warned(one_too_many, "missing-posts") == [
        "the page declares 9 posts, 10 were found: look for one read as two"
    ]


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("Page 1 of 3", True),
        ("Seite 1 von 4", True),
        ("Load more", True),
        ("Older posts", True),
        ("1 2 3 … 12 Next", True),
        ("Page 1 of 1", False),
        ("Page one of the story is told.", False),
    ],
)
def test_pages_that_are_not_here_are_reported(line: str, missing: bool) -> None:
    coverage = read_page("River still rising today", "The river rose.", line)
    assert warned(coverage, "pages-missing") == ([line] if missing else [])


def test_all_pages_in_one_file_are_not_missing() -> None:
    coverage = read_page(
        "Page 1 of 2",
        "River still rising today",
        "It rose.",
        "Page 2 of 2",
        "River falls",
        "It fell.",
    )
    assert warned(coverage, "pages-missing") == []


def test_buttons_between_a_headline_and_its_text_part_nothing() -> None:
    coverage = read_page(
        "River rising", "Link Copied!", "It rose.", "Share", "Rain begins", "It rained."
    )
    assert [(post.headline, post.text) for post in coverage.posts] == [
        ("River rising", "It rose."),
        ("Rain begins", "It rained."),
    ]
    assert warned(coverage, "unparsed") == ["Link Copied!", "Share"]


def test_a_menu_is_reported_and_not_published() -> None:
    coverage = read_page(
        "River still rising today", "It rose.", "Home\nNews\nSport\nCulture\nTravel"
    )
    assert coverage.posts[-1].text == "It rose."
    assert warned(coverage, "unparsed") == ["Home", "News", "Sport", "Culture", "Travel"]
