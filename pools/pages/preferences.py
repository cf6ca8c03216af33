from django.http import HttpResponse


def display_mode(request, *args, **kwargs):
    return HttpResponse("placeholder")
