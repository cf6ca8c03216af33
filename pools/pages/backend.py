"""Who a session belongs to."""

from django.contrib.auth.backends import ModelBackend

from pools.models import User
from pools.models.fast_reads.callers import user_with_memberships


class Backend(ModelBackend):
    """Django's own, except that it reads a user together with what every page asks of them next."""

    def get_user(self, user_id: int) -> User | None:
        user = user_with_memberships(user_id)
        return user if user and self.user_can_authenticate(user) else None
