"""What is measured on: the demo account, a pool as a team has one, and as many other pools as are asked for."""

import os
from collections.abc import Callable
from datetime import timedelta


def team_pool():
    """A pool as a team has one after a year: 20 numbers, 5 sender IDs, 10 keywords and 10 tags."""
    from django.utils import timezone

    from pools import models

    place = {
        "account": models.Account.objects.get(account_id="111122223333"),
        "region": "us-east-1",
        "created_timestamp": timezone.now() - timedelta(days=365),
    }
    pool = models.Pool.objects.create(**place, name="team", message_type="TRANSACTIONAL")
    for number in range(20):
        models.PhoneNumber.objects.create(
            **place,
            pool=pool,
            phone_number=f"+1212555{100 + number:04}",
            iso_country_code="US",
            message_type="TRANSACTIONAL",
            number_type="LONG_CODE",
            number_capabilities=["SMS"],
        )
    for number in range(5):
        sender = models.SenderId.objects.create(
            **place, sender_id=f"TEAM{number}", iso_country_code="GB", message_types=["TRANSACTIONAL"]
        )
        models.PoolSenderId.objects.create(
            pool=pool, sender_id=sender, associated_timestamp=place["created_timestamp"]
        )
    for word in ("HELP", "STOP", *(f"OFFER{number}" for number in range(8))):
        models.Keyword.objects.create(pool=pool, keyword=word, keyword_message=f"Your answer to {word}.")
    for key in ("Name", *(f"team-tag-{number}" for number in range(9))):
        models.Tag.objects.create(pool=pool, key=key, value="team")
    return pool


def prepare() -> Callable[[int], tuple]:
    """Make the database; the function it gives fills it up to a size and returns client and pool."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection
    from django.test import Client

    from pools import models

    nowhere = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for the whole run
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", stdout=nowhere)
    user = models.User.objects.get(username="demo")
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    pool = team_pool()

    def fill(pools: int) -> tuple:
        call_command("demo", pools=pools, stdout=nowhere)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes of such a change
        return client, pool

    return fill
