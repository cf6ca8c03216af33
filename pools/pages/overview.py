from django.http import HttpResponse


def overview(request, *args, **kwargs):
    return HttpResponse("placeholder")
