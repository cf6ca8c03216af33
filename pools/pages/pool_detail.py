from django.http import HttpResponse


def pool_detail(request, *args, **kwargs):
    return HttpResponse("placeholder")
