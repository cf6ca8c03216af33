from django.http import HttpResponse


def save(request, *args, **kwargs):
    return HttpResponse("placeholder")
