from django.http import HttpResponse


def create_pool(request, *args, **kwargs):
    return HttpResponse("placeholder")


def inherited(request, *args, **kwargs):
    return HttpResponse("placeholder")
