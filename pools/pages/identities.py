from django.http import HttpResponse


def associate(request, *args, **kwargs):
    return HttpResponse("placeholder")


def disassociate(request, *args, **kwargs):
    return HttpResponse("placeholder")


def add_sender_id(request, *args, **kwargs):
    return HttpResponse("placeholder")
