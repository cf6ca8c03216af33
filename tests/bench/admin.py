"""What a competent Django developer would have in an afternoon: changelist and change form of the same models."""

from django.contrib import admin

from pools import models


class PhoneNumbers(admin.TabularInline):
    model = models.PhoneNumber
    fields = ("phone_number", "iso_country_code", "number_type", "message_type", "carrier_status")
    extra = 0


class SenderIds(admin.TabularInline):
    model = models.PoolSenderId
    autocomplete_fields = ("sender_id",)
    extra = 0


class Keywords(admin.TabularInline):
    model = models.Keyword
    exclude = ("phone_number",)
    extra = 1


class Tags(admin.TabularInline):
    model = models.Tag
    fields = ("key", "value")
    extra = 1


@admin.register(models.SenderId)
class SenderIdAdmin(admin.ModelAdmin):
    search_fields = ("sender_id",)


@admin.register(models.Pool)
class PoolAdmin(admin.ModelAdmin):
    list_display = (
        "pool_id",
        "name",
        "status",
        "message_type",
        "identities",
        "two_way_enabled",
        "deletion_protection_enabled",
        "shared_routes_enabled",
        "created_timestamp",
    )
    list_filter = ("message_type", "two_way_enabled", "deletion_protection_enabled")
    search_fields = (
        "pool_id",
        "name",
        "tag_rows__value",
        "phone_numbers__phone_number",
        "sender_ids__sender_id",
    )
    ordering = ("-created_timestamp",)
    list_per_page = 50
    raw_id_fields = ("account",)
    inlines = (PhoneNumbers, SenderIds, Keywords, Tags)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .filter(account="111122223333", region="us-east-1")
            .with_member_counts()
        )

    @admin.display(ordering="origination_identity_count")
    def identities(self, pool):
        return pool.origination_identity_count
