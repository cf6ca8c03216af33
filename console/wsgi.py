"""The WSGI entry point: console.wsgi:application."""

import os

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")

application = get_wsgi_application()

from pools.models.fast_reads.lock_waits import wait_no_longer  # noqa: E402

# Of what serves only: a start may wait for another, and a migration for what is under way.
connection_created.connect(wait_no_longer)
