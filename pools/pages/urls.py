"""Every address of the console. What belongs to an account and a Region hangs under both."""

from django.urls import include, path, register_converter

from pools.pages.account import urls as account
from pools.pages.edits import urls as edits
from pools.pages.frame import beginnings
from pools.pages.frame import urls as frame
from pools.pages.neighbours import urls as neighbours
from pools.pages.pools import urls as pools
from pools.pages.simulator import urls as simulator
from pools.pages.sync import urls as sync
from pools.pages.training import urls as training


class AccountId:
    """An account's ID; any other word in its place stays an address that does not exist."""

    regex = "[0-9]{12}"
    to_python = to_url = str


register_converter(AccountId, "account")

in_a_region = [
    *frame.in_a_region,
    *account.in_a_region,
    # Before the pools, whose IDs any word is taken for.
    path("sms-voice/", include(edits.urlpatterns)),
    path("sms-voice/pools/", include(pools.urlpatterns)),
    path("sms-voice/simulator/", include(simulator.urlpatterns)),
    path("sms-voice/", include(neighbours.urlpatterns)),
    path("sync/", include(sync.urlpatterns)),
    path("training/", include(training.urlpatterns)),
]

urlpatterns = [
    *frame.urlpatterns,
    path("<account:account_id>/", beginnings.leads_to("overview"), name="account"),
    path("<account:account_id>/<str:region>/", beginnings.leads_to("overview"), name="region"),
    path("<str:account_id>/<str:region>/", include(in_a_region)),
]
