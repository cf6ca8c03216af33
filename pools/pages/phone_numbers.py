from django.http import HttpResponse


def phone_number_list(request, *args, **kwargs):
    return HttpResponse("placeholder")


def phone_number_detail(request, *args, **kwargs):
    return HttpResponse("placeholder")
