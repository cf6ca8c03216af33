"""What a user prefers."""

from django.db import models

from pools.models.accounts import User


class Preference(models.Model):
    """How one user likes the console, in every browser they sign in with."""

    user = models.OneToOneField(User, models.CASCADE, related_name="preference")
    display_mode = models.CharField(max_length=8, default="auto")
    # As pages/kit/list_preferences.py writes and reads it.
    lists = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Preferences of {self.user}"

    @classmethod
    def display_mode_of(cls, user: User) -> str:
        """The mode that the user chose last, or "" where they never did."""
        return cls.objects.filter(user=user).values_list("display_mode", flat=True).first() or ""
