"""The demo sign-ins at the browser's door."""

from django.http import HttpRequest

from pools.models import User
from pools.operations.engine import demo_sign_ins


def is_from_here(request: HttpRequest) -> bool:
    return demo_sign_ins.is_from_here(request.META)


def may_sign_in(request: HttpRequest, user: User) -> bool:
    return demo_sign_ins.may_use_demo(user, request.META)
