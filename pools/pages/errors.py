from django.http import HttpResponse


def bad_request(request, *args, **kwargs):
    return HttpResponse("placeholder")


def forbidden(request, *args, **kwargs):
    return HttpResponse("placeholder")


def not_found(request, *args, **kwargs):
    return HttpResponse("placeholder")


def server_error(request, *args, **kwargs):
    return HttpResponse("placeholder")


def csrf_failure(request, *args, **kwargs):
    return HttpResponse("placeholder")
