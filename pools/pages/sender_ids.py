from django.http import HttpResponse


def sender_id_list(request, *args, **kwargs):
    return HttpResponse("placeholder")
