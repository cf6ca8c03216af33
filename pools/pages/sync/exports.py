"""Hand over: all that AWS is known to have, as Terraform or as JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pools.operations.syncing.export import export_document, terraform_export
from pools.pages.sync.people import linked_or_404

FORMS = {"terraform": "Terraform", "json": "JSON"}


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    linked_or_404(request)
    if form not in FORMS:
        raise Http404(form)
    caller = request.caller
    name = f"pools-{caller.account.account_id}-{caller.region}"
    if form == "json":
        response: HttpResponse = JsonResponse(export_document(caller), json_dumps_params={"indent": 2})
        name += ".json"
    else:
        response = HttpResponse(
            "\n".join(terraform_export(caller)) + "\n", content_type="text/plain; charset=utf-8"
        )
        name += ".tf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
