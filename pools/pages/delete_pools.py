from django.http import HttpResponse


def delete_pools(request, *args, **kwargs):
    return HttpResponse("placeholder")


def turn_off_deletion_protection(request, *args, **kwargs):
    return HttpResponse("placeholder")
