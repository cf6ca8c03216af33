"""What a lesson can point at: pages by their titles, and controls by names that say on which page they are."""

from dataclasses import dataclass

# A page's title, and the names of its addresses; the first is where the page is opened.
PAGES: dict[str, tuple[str, ...]] = {
    "SMS and voice": ("overview",),
    "All projects": ("project-list",),
    "SMS and voice settings": ("sms-settings",),
    "Edit SMS and voice settings": ("sms-settings-edit",),
    "Phone numbers": ("phone-number-list", "pool-list", "sender-id-list"),
    "Pools": ("pool-list",),
    "Create pool": ("pool-create",),
    "Pool detail": ("pool-detail",),
    "Disassociate confirmation": ("pool-disassociate",),
    "Delete pool confirmation": ("pool-delete",),
    "Opt-out lists": ("opt-out-list-list",),
    "Configuration sets": ("configuration-set-list",),
    "Message simulator": ("simulator",),
    "Verified numbers": ("verified-number-list",),
    "Access keys": ("access-key-list",),
}


@dataclass(frozen=True)
class Target:
    """A control: the title of its page ("" for what is on every page), and its element's ID there."""

    page: str
    element: str


TARGETS: dict[str, Target] = {
    "navigation.all-projects": Target("", "nav-projects"),
    "navigation.overview": Target("", "nav-overview"),
    "navigation.phone-numbers": Target("", "nav-phone-numbers"),
    "navigation.configuration-sets": Target("", "nav-configuration-sets"),
    "navigation.opt-out-lists": Target("", "nav-opt-out-lists"),
    "navigation.message-simulator": Target("", "nav-simulator"),
    "navigation.access-keys": Target("", "nav-access-keys"),
    "access-keys.create": Target("Access keys", "create-key"),
    "sms-settings.edit": Target("SMS and voice settings", "edit-sms"),
    "sms-settings.channel": Target("Edit SMS and voice settings", "id_sms_channel_enabled"),
    "sms-settings.save": Target("Edit SMS and voice settings", "save-sms-settings"),
    "phone-numbers.pools-tab": Target("Phone numbers", "tab-pools"),
    "pools.create-pool": Target("Pools", "create-pool"),
    "pools.table": Target("Pools", "pools-table"),
    "pools.delete-pool": Target("Pools", "delete-pool"),
    "create-pool.name": Target("Create pool", "id_pool_name"),
    "create-pool.choose-sender-id": Target("Create pool", "type-sender-id"),
    "create-pool.choose-phone-number": Target("Create pool", "type-phone-number"),
    "create-pool.sender-id": Target("Create pool", "id_sender_id"),
    "create-pool.country": Target("Create pool", "id_iso_country_code"),
    "create-pool.transactional": Target("Create pool", "id_message_type_TRANSACTIONAL"),
    "create-pool.promotional": Target("Create pool", "id_message_type_PROMOTIONAL"),
    "create-pool.numbers": Target("Create pool", "origination-identity"),
    "create-pool.submit": Target("Create pool", "create-pool"),
    "pool-detail.find-identities": Target("Pool detail", "identities-search"),
    "pool-detail.identities": Target("Pool detail", "origination-identities"),
    "pool-detail.associate": Target("Pool detail", "associate-to-pool"),
    "pool-detail.disassociate": Target("Pool detail", "disassociate-from-pool"),
    "pool-detail.two-way": Target("Pool detail", "id_two_way_enabled"),
    "pool-detail.topic-name": Target("Pool detail", "id_topic_name"),
    "pool-detail.deletion-protection": Target("Pool detail", "id_deletion_protection_enabled"),
    "pool-detail.shared-routes": Target("Pool detail", "id_shared_routes_enabled"),
    "pool-detail.add-keyword": Target("Pool detail", "add-keyword"),
    "pool-detail.add-tag": Target("Pool detail", "add-tag"),
    "pool-detail.save": Target("Pool detail", "save-changes"),
    "simulator.from": Target("Message simulator", "id_from"),
    "simulator.to": Target("Message simulator", "id_to"),
    "simulator.message": Target("Message simulator", "id_message_body"),
    "simulator.send": Target("Message simulator", "send-message"),
    "disassociate.word": Target("Disassociate confirmation", "confirm-input"),
    "disassociate.submit": Target("Disassociate confirmation", "confirm-submit"),
    "delete-pool.word": Target("Delete pool confirmation", "confirm-input"),
    "delete-pool.submit": Target("Delete pool confirmation", "confirm-submit"),
}
