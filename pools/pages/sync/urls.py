"""Addresses of the sync with AWS, in an account and a Region."""

from django.urls import path

from pools.pages.frame.beginnings import leads_to
from pools.pages.sync import acts, discard, exports, home, link_settings, run_acts, run_page, unlink
from pools.pages.sync.people import when_linked

in_a_link = [
    path("conflicts/", home.tab_view("conflicts"), name="sync-conflicts"),
    path("conflicts/answers/", acts.answers, name="sync-answers"),
    path("pending/", home.tab_view("pending"), name="sync-pending"),
    path("pending/discard/", discard.discard, name="sync-discard"),
    path("changed/", home.tab_view("changed"), name="sync-changed"),
    path("changed/seen/", acts.seen, name="sync-seen"),
    path("changed/put-back/", acts.put_changes_back, name="sync-put-back"),
    path("left-alone/", home.tab_view("left-alone"), name="sync-left-alone"),
    path("link/", link_settings.link_settings, name="sync-link"),
    path("link/test/", acts.test, name="sync-link-test"),
    path("link/unlink/", unlink.unlink, name="sync-unlink"),
    path("export/<slug:form>/", exports.export, name="sync-export"),
    path("export/", leads_to("aws-sync"), name="sync-exports"),
    path("refresh/", acts.refresh, name="sync-refresh"),
    path("plan/", acts.plan, name="sync-plan"),
    path("runs/", home.tab_view("runs"), name="sync-runs"),
    path("runs/<int:number>/", run_page.sync_run, name="sync-run"),
    path("runs/<int:number>/saved/", run_acts.saved, name="sync-run-saved"),
    path("runs/<int:number>/apply/", run_acts.apply, name="sync-run-apply"),
    path("runs/<int:number>/discard/", run_acts.discard_this_plan, name="sync-run-discard"),
    path("runs/<int:number>/stop/", run_acts.stop, name="sync-run-stop"),
    path("runs/<int:number>/cancel/", acts.cancel, name="sync-run-cancel"),
    path("runs/<int:number>/continue/", acts.go_on, name="sync-run-continue"),
    path("runs/<int:number>/steps/", run_page.to_run, name="sync-steps"),
    path("runs/<int:number>/steps/<int:position>/", run_page.to_run, name="sync-step"),
    path("runs/<int:number>/steps/<int:position>/retry/", run_acts.retry, name="sync-step-retry"),
    path("runs/<int:number>/steps/<int:position>/leave-out/", run_acts.leave_out, name="sync-step-leave-out"),
    path("runs/<int:number>/steps/<int:position>/answer/", run_acts.answer, name="sync-step-answer"),
]

for one in in_a_link:
    one.callback = when_linked(one.callback)

urlpatterns = [path("", home.aws_sync, name="aws-sync"), *in_a_link]
