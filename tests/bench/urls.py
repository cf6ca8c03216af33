from django.contrib import admin
from django.urls import include, path

from console.urls import urlpatterns as console
from tests.bench import classes, floors, lists, simulator

handler404 = "pools.pages.frame.errors.not_found"
handler500 = "pools.pages.frame.errors.server_error"
urlpatterns = [
    path("admin/", admin.site.urls),
    path(
        "<str:account_id>/<str:region>/floor/",
        include([*floors.urls, *classes.urls, *lists.urls, *simulator.urls]),
    ),
    *console,
]
