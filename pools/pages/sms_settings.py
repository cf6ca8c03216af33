from django.http import HttpResponse


def sms_settings(request, *args, **kwargs):
    return HttpResponse("placeholder")


def edit(request, *args, **kwargs):
    return HttpResponse("placeholder")
