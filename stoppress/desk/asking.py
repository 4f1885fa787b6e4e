"""Acts that ask first on a page of their own: GET asks, POST does it.

Where it would only be refused, the page says what is the case instead of asking. What is refused
comes back with all that was typed, and the press keeps its name, so that a double click does it
once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stoppress.desk.answers import DeskRequest
from stoppress.desk.in_the_way import said_instead
from stoppress.record.errors import Conflict, Refused


@dataclass(frozen=True)
class Question:
    """The page that asks, what is said once it is done, and where one goes then, or instead.

    `way`: what is in the way of it; empty where nothing is.
    """

    template: str
    done: str
    back: str
    context: dict[str, Any] = field(default_factory=dict)
    way: str = ""


def asked(request: DeskRequest, question: Question, act: Callable[[], object]) -> HttpResponse:
    """Answer `request`: the page, or what becomes of the act."""
    if question.way and request.method != "POST":
        return said_instead(request, way=question.way, back=question.back, **question.context)
    problem, status = "", 200
    if request.method == "POST":
        try:
            act()
        except Refused as error:
            problem, status = str(error), 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, question.done)
            return redirect(question.back)
    context = question.context | {
        "problem": problem,
        "sent": request.POST,
        "press": request.POST.get("submission") or uuid4(),
        "back": question.back,
    }
    return render(request, question.template, context, status=status)
