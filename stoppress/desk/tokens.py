"""A fresh form token, for a composer that has stood open while its person signed in again."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe


@require_safe
def token(request: HttpRequest) -> JsonResponse:
    """`{"token"}`; other sites cannot read it."""
    return JsonResponse({"token": get_token(request)})
