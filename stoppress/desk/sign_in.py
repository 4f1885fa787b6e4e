"""Signing in with name and password, and signing out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.guesses import forget_guesses, may_guess, remember_browser

_WRONG = "Name and password do not belong together; try again."
TOO_MANY = (
    "Too many guesses; wait a quarter of an hour, use a browser that you have signed in with"
    " before, or ask for a one-time sign-in link."
)
BY_LINK = "signed in by link"  # a key of the session


@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in. The answer to a wrong name and to a wrong password is the same."""
    if request.method == "GET":
        return _page(request, "", 200)
    username = request.POST.get("username", "").strip()
    if not may_guess(request, username):
        return _page(request, TOO_MANY, 429)
    person = authenticate(request, username=username, password=request.POST.get("password", ""))
    if not isinstance(person, User):
        return _page(request, _WRONG, 403)
    forget_guesses(request, username)
    return signed_in(request, person, by_link=False)


def signed_in(request: HttpRequest, person: User, *, by_link: bool) -> HttpResponse:
    """Begin a session of `person` and go where they were going."""
    request.session.clear_expired()  # nobody else tidies that table
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[BY_LINK] = by_link
    response = redirect(_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
    remember_browser(response, person)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def _page(request: HttpRequest, problem: str, status: int) -> HttpResponse:
    context = {
        "problem": problem,
        "username": request.POST.get("username", ""),
        "next": _next(request),
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: only ever a page of this desk."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""
