"""What a user prefers. It belongs to no account, so there is no caller, no quota and no activity row."""

from pools.models import Preference, User


def set_display_mode(user: User, display_mode: str) -> None:
    """Keep "auto", "light" or "dark" for the user's next browser; this one has it in a cookie."""
    Preference.objects.update_or_create(user=user, defaults={"display_mode": display_mode})
