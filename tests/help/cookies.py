"""The names of the console's cookies, of this process's console and of one that runs elsewhere."""

import re

from django.conf import settings

from pools.pages.kit.cookies import cookie_name

MODE, NAV, LAST = cookie_name("mode"), cookie_name("nav"), cookie_name("last")
SESSION, CSRF = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
ITS_OWN = re.compile(r"(console-[0-9a-f]{8}-csrf)=(\w+)")  # in a Set-Cookie of any console
