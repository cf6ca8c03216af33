from django.http import HttpResponse


def project_list(request, *args, **kwargs):
    return HttpResponse("placeholder")


def project_create(request, *args, **kwargs):
    return HttpResponse("placeholder")
