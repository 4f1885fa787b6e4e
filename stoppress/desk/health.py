"""Whether the desk can serve, and whether readers see all that was published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from stoppress.lib.clock import now
from stoppress.projection.state import behind

_MOMENT = 3.0  # seconds; so long a change may be on its way without anything being wrong


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503.

    200 as well where publishing stands still: a desk that is taken away for that helps nobody.
    """
    try:
        late = [lag for lag in behind() if (now() - lag.since).total_seconds() > _MOMENT]
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse(
        {
            "ok": True,
            "publishing": "behind" if late else "current",
            "changes": sum(lag.revisions for lag in late),
        }
    )
