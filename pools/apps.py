from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class PoolsConfig(AppConfig):
    name = "pools"

    def ready(self) -> None:
        # Operations need the models, which are not there before every app is ready.
        from pools.operations.preferences import remember_sign_in

        # In place of Django's own receiver of this name, which fails the sign-in where it cannot write.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(remember_sign_in, dispatch_uid="update_last_login")
