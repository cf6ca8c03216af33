from django.http import HttpResponse


def pool_list(request, *args, **kwargs):
    return HttpResponse("placeholder")
