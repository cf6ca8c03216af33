"""How passwords are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Hasher(Argon2PasswordHasher):
    """Django's own, on one core for as long as it takes: in eight threads it would push everybody else aside."""

    parallelism = 1

    def must_update(self, encoded: str) -> bool:
        """Not for the threads alone: a password that is stored anew ends its user's other sessions."""
        return super().must_update(encoded.replace(f",p={Argon2PasswordHasher.parallelism}$", ",p=1$"))
