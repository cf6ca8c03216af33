"""What a user prefers. It belongs to no account, so there is no caller, no quota and no activity row."""

from functools import partial
from typing import Any

from django.contrib.auth.models import update_last_login
from django.db import Error

from pools.models import Preference, User
from pools.operations.engine.bookkeeping import try_to


def set_display_mode(user: User, display_mode: str) -> None:
    """Keep "auto", "light" or "dark" for the user's next browser; this one has it in a cookie."""
    keep = partial(Preference.objects.update_or_create, user=user, defaults={"display_mode": display_mode})
    try_to("keep the display mode that a user chose", keep)


def keep_list_preferences(user: User, lists: dict[str, Any]) -> None:
    """Keep how the user likes the lists; every page reads it together with the user."""
    Preference.objects.update_or_create(user=user, defaults={"lists": lists})


def display_mode_of(user: User) -> str:
    """The mode that the user chose last; "" where they never did, or where it cannot be read now."""
    try:
        return Preference.display_mode_of(user)
    except Error:
        return ""


def remember_sign_in(sender: type[User], user: User, **signal: Any) -> None:
    """Django's own `last_login`, which nothing in the console needs."""
    try_to("remember when a user signed in", partial(update_last_login, sender, user))
