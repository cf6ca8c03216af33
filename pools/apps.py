from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class PoolsConfig(AppConfig):
    name = "pools"

    def ready(self) -> None:
        # What needs the models, which are not there before every app is ready.
        from pools.models.fast_reads.lock_waits import begin_in_turn

        # The same for the operations, which are made of them.
        from pools.operations.preferences import remember_sign_in

        # In place of Django's own receiver of this name, which fails the sign-in where it cannot write.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(remember_sign_in, dispatch_uid="update_last_login")
        connection_created.connect(begin_in_turn, dispatch_uid="begin_in_turn")
        post_migrate.connect(make_indexes, sender=self, dispatch_uid="make_indexes")


def make_indexes(using: str, **kwargs: object) -> None:
    # There are no models before the apps are ready.
    from pools.models.fast_reads.trigrams import make_trigrams

    make_trigrams(connections[using])
