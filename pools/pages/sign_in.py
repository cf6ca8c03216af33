from django.http import HttpResponse


def sign_in(request, *args, **kwargs):
    return HttpResponse("placeholder")


def sign_out(request, *args, **kwargs):
    return HttpResponse("placeholder")


def ask_to_sign_in(request, *args, **kwargs):
    return HttpResponse("placeholder")
