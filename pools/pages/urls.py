"""Every address of the console. What belongs to an account and a Region hangs under both."""

from django.urls import include, path

from pools.pages.account import urls as account
from pools.pages.frame import urls as frame
from pools.pages.neighbours import urls as neighbours
from pools.pages.pools import urls as pools

in_a_region = [
    *frame.in_a_region,
    *account.in_a_region,
    path("sms-voice/pools/", include(pools.urlpatterns)),
    path("sms-voice/", include(neighbours.urlpatterns)),
]

urlpatterns = [
    *frame.urlpatterns,
    path("<str:account_id>/<str:region>/", include(in_a_region)),
]
