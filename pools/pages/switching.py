from django.http import HttpResponse


def root(request, *args, **kwargs):
    return HttpResponse("placeholder")


def switch(request, *args, **kwargs):
    return HttpResponse("placeholder")
