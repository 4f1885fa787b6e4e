"""Changing one's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import DeskRequest
from stoppress.desk.guesses import forget_guesses, may_guess
from stoppress.desk.sign_in import BY_LINK, TOO_MANY


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """Set a new password. The old one is asked for, unless a one-time link was used to sign in."""
    if request.method == "GET":
        return _page(request, _form(request), 200)
    name = request.user.get_username()
    if not may_guess(request, name):
        return _page(request, _form(request), 429, problem=TOO_MANY)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    update_session_auth_hash(request, form.save())
    request.session[BY_LINK] = False
    forget_guesses(request, name)
    messages.success(request, "Your password has been changed.")
    return redirect("coverages")


def _form(request: DeskRequest, data: QueryDict | None = None) -> SetPasswordForm[User]:
    if request.session.get(BY_LINK) or not request.user.has_usable_password():
        return SetPasswordForm(request.user, data)
    return PasswordChangeForm(request.user, data)


def _page(
    request: DeskRequest, form: SetPasswordForm[User], status: int, problem: str = ""
) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "desk/password.html", context, status=status)
