"""The fixed phrases of live pages, in several languages: counts, buttons, headings of lists.

Each pattern is written one alternative, or one kind of them, a line.
"""

from __future__ import annotations

import re

from stoppress.exchange.patterns import any_of, either

_TO_LINKS = either(r"""
    read|see|watch|view|listen|look|hear|follow|find|click|tap|check out|learn|explore
    more(?! than)|related
    lesen|mehr(?! als)|sehen|hören|weiterlesen
    lire|à lire|voir|regarder|écouter|retrouvez
    lea|leer|lee|vea|ver|mira|mire|escuche
    leggi|guarda|ascolta|lees|bekijk
""")
# A whole line that announces links or an embed: “See a map of the area:”.
LEAD_IN = re.compile(rf"(?:{_TO_LINKS})\b(?: [^\s:]+){{0,11}} ?:", re.I)

# A lead-in with its link in the same line: “Read more: Harbour closed”.
RUN_ON_LEAD_IN = re.compile(
    "(?P<title>"
    + either(r"""
        read(?: more| also| next| here)?|more|related
        mehr(?: dazu)?|lesen sie (?:auch|mehr)
        à lire(?: aussi)?|lire aussi
        lea también|leggi anche
    """)
    + r") ?[:|] (?P<rest>\S.*)",
    re.I,
)

# The heading of a list of related links.
RELATED = any_of(r"""
    (?:dig|dive|go) (?:deeper|further)|in depth|further reading
    related(?: (?:articles?|stories|content|coverage|links?|topics?|news))?
    read (?:more|next)|recommended(?: for you| reading)?|you may (?:also )?like
    more (?:on|about|from) [^:.!?]{1,60}|more (?:stories|news|coverage|reading)
    most (?:read|viewed|popular)|top stories|in case you missed it
    (?:mehr )?zum thema|lesen sie auch|weitere (?:artikel|meldungen|themen)|auch interessant
    (?:à )?lire aussi|sur le même sujet|à lire(?: aussi)?|articles liés|pour aller plus loin
    más (?:información|noticias)|te puede interesar|noticias relacionadas|lea también
    leggi anche|approfondimenti|lees ook
""")

# The heading of what stands above the posts.
STANDFIRST_HEADING = any_of(r"""
    what (?:we(?:['’]re|['’]ve)? cover(?:ed|ing)|we know|you need to know|to know).*
    what['’]s happening.*|here['’]s what (?:we|you).*
    key (?:points|moments|events|developments|facts)|(?:live )?summary|highlights
    at a glance|in brief|(?:the )?latest|live reporting
    zusammenfassung|das wichtigste.*|worum es geht|im überblick|auf einen blick
    l['’]essentiel.*|en bref|ce qu['’]il faut (?:savoir|retenir).*
    lo más importante|lo esencial|claves|in sintesi
""")

# How many posts there are.
DECLARED = re.compile(
    r"(?:showing \d+ (?:of|out of) |all )?(?P<count>\d{1,3}[,.]\d{3}|\d{1,5}) (?:live )?(?:"
    + either(r"""
        posts?|updates?|entries|items|messages|publications
        beiträge|einträge|meldungen
        entradas|actualizaciones|publicaciones|aggiornamenti|berichten
    """)
    + r")|(?:posts|updates|entries|beiträge|einträge|publications|entradas) ?: ?(?P<after>\d{1,5})",
    re.I,
)

PAGE_OF = re.compile(
    r"(?:page|seite|página|pagina) (?P<page>\d{1,4}) ?(?:of|/|von|sur|de|di|van) ?(?P<all>\d{1,4})",
    re.I,
)
# That there is more than this page.
PAGES = re.compile(
    f"{PAGE_OF.pattern}|"
    + either(r"""
        (?:load|show|see|view) (?:more|older|earlier|previous|newer)(?: (?:posts|updates|entries))?
        (?:older|earlier|previous|newer|next) (?:posts|updates|entries|page)
        next ?[>›»→]|(?:‹|«|<|←) ?prev(?:ious)?
        (?:mehr|weitere|ältere) (?:beiträge|einträge|meldungen)(?: (?:laden|anzeigen))?
        mehr (?:laden|anzeigen)|weitere laden|nächste seite
        (?:afficher|charger|voir) (?:plus|la suite)|page suivante
        (?:cargar|ver|mostrar) más|página siguiente|carica altri
        1(?:(?: ?[|·,] ?| )\d{1,4})+(?: ?(?:…|\.{3}) ?\d{1,4})?(?: (?:next|older|weiter).*)?
    """),
    re.I,
)

# Buttons and notices, no part of the copy.
FURNITURE = any_of(r"""
    share(?: this(?: post| article)?| on .{1,20})?|tweet|facebook|twitter|x|whatsapp|e-?mail
    linkedin|copy link|link copied!?|copied!?|print|save|follow us|listen
    advertisement|advertising|ad|(?:video )?ad feedback|now playing
    skip to (?:main )?content|sign (?:up|in)|log ?in|subscribe|comments?|menu|close
    back to top|top|(?:auto-?)?refresh|filter|sort(?: by)?(?: newest| oldest)?|(?:new|old)est first
    terms of (?:use|service)|privacy policy|cookie (?:policy|settings)|all rights reserved\.?
    ©.{0,120}|copyright .{0,120}
    teilen|anzeige|werbung|nach oben|kommentare?|drucken
    partager|publicité|commentaires|imprimer
    compartir|publicidad|comentarios|condividi|pubblicità
""")

_LENGTH = r"(?:\d{1,2}:)?\d{1,2}:\d{2}"
# The length of a video, and whose it is.
CLIP = re.compile(
    rf"(?:video ?[:|]? ?)?(?P<length>{_LENGTH}) ?[-–—|•·] ?"
    r"(?:source|quelle|fuente|fonte|bron|vidéo) ?: ?(?P<source>.{1,80})"
    rf"|(?:video|vidéo) ?[,:|-]? ?(?P<only>{_LENGTH})",
    re.I,
)

IMAGE_ADDRESS = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?", re.I)

# A caption that says that it is one.
CAPTION = re.compile(
    r"(?:(?:image|photo|picture) caption|légende|bildunterschrift|pie de foto) ?[:,]"
    r" ?(?P<words>\S.*)",
    re.I,
)

# What headlines of round-ups say.
ROUND_UP = any_of(r"""
    what (?:you |we )?(?:need to |should |must )?know|here['’]s (?:what|the latest|where)|catch up
    the latest (?:headlines|developments|news)|key (?:points|moments|takeaways|developments)
    das wichtigste|was wir wissen
    ce qu['’]il faut (?:savoir|retenir)|le point sur
    lo que (?:debes|hay que|sabemos|se sabe)|las claves
""")

# Who else worked on a post: a part of its copy, never a headline.
CONTRIBUTED = any_of(r"""
    contributed (?:to|reporting)|hat mitgearbeitet|a contribué
""")

# Posts from social networks that were quoted.
SOCIAL = any_of(r"""
    \(@\w+\)|^@\w|^RT @|pic\.twitter\.com|^[—–]\s
""")
