"""How passwords are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher

# Of what is random and long, as the passwords of a class's learners are (pools/operations/classes.py).
QUICK = "$m=1024,t=1,p=1$"


class Hasher(Argon2PasswordHasher):
    """Django's own, on one core for as long as it takes: in eight threads it would push everybody else aside."""

    parallelism = 1

    def must_update(self, encoded: str) -> bool:
        """Not for the threads alone: a password that is stored anew ends its user's other sessions.

        Nor what was hashed quickly on purpose, which nobody can guess.
        """
        known = encoded.replace(f",p={Argon2PasswordHasher.parallelism}$", ",p=1$")
        return QUICK not in encoded and super().must_update(known)
