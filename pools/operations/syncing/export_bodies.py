"""What each kind of resource is for Terraform's provider: its arguments, and what the provider has no word for."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from pools import shapes
from pools.models.opt_out_lists import DEFAULT
from pools.models.scope import name_and_country
from pools.operations.syncing.export_hcl import Block, Expression

SENDER_ID_FORM = re.compile(r"(?=.*[^0-9])[A-Z0-9-]{3,11}")
TWO_WAY = ("two_way_channel_arn", "two_way_channel_role")
# What a number has from its pool, as the provider calls it. Source: hashicorp/terraform-provider-aws 48414.
FROM_POOL_THERE = (
    "opt_out_list_name",
    "self_managed_opt_outs_enabled",
    "two_way_channel_enabled",
    *TWO_WAY,
)

State = Mapping[str, Any]
# The arguments, and notes about what is not among them.
Made = tuple[dict[str, Any], list[str]]


class CannotExport(Exception):
    """Terraform has no resource for it. The text says why."""


class Referring(Protocol):
    """Who knows what other resources are called in the file. Raises: CannotExport."""

    def opt_out_list(self, name: str | None) -> Any: ...

    def member(self, pool: State, key: str, kind: str) -> Any: ...


def opt_out_list_there(exporting: Referring, state: State) -> Made:
    if state["key"] == DEFAULT:
        raise CannotExport("is AWS's own, and in every account.")
    return {"name": state["key"]}, []


def configuration_set_there(exporting: Referring, state: State) -> Made:
    settings = state["settings"]
    body = {name: settings.get(name) for name in ("default_message_type", "default_sender_id")}
    has_feedback = settings.get("default_message_feedback_enabled")
    return {"name": state["key"]} | body, ["message feedback by default is on."] if has_feedback else []


def sender_id_there(exporting: Referring, state: State) -> Made:
    name, country = name_and_country(state["key"])
    if not SENDER_ID_FORM.fullmatch(name):
        raise CannotExport("has a name that the provider does not take.")
    types = list(state["facts"].get("message_types", ()))
    protected = state["settings"].get("deletion_protection_enabled")
    return {
        "sender_id": name,
        "iso_country_code": country,
        "message_types": types or None,
        "deletion_protection_enabled": protected,
    }, []


def phone_number_there(exporting: Referring, state: State) -> Made:
    facts, settings = state["facts"], state["settings"]
    if facts.get("number_type") not in shapes.service_model().shape_for("RequestableNumberType").enum:
        raise CannotExport(f"the provider has no numbers of the type {facts.get('number_type')}.")
    body = {name: facts.get(name) for name in ("iso_country_code", "message_type", "number_type")}
    body["number_capabilities"] = list(facts.get("number_capabilities", ()))
    body["registration_id"] = facts.get("registration_id")
    body["deletion_protection_enabled"] = settings.get("deletion_protection_enabled")
    if is_in_pool_there(state):
        ignored = [Expression(name) for name in FROM_POOL_THERE]
        body["lifecycle"] = Block({"ignore_changes": ignored})
    else:
        body |= exporting_settings(exporting, settings, switch="two_way_channel_enabled")
    notes = ["international sending is on."] if settings.get("international_sending_enabled") else []
    return body, notes


def pool_there(exporting: Referring, state: State) -> Made:
    members = state.get("members") or {}
    if not members:
        raise CannotExport("has no member, and the provider asks for one.")
    settings = state["settings"]
    kept = ("shared_routes_enabled", "deletion_protection_enabled")
    body = {
        "message_type": state["facts"].get("message_type"),
        "origination_identities": [exporting.member(state, key, kind) for key, kind in members.items()],
    }
    body |= exporting_settings(exporting, settings, switch="two_way_enabled")
    return body | {name: settings.get(name) for name in kept}, []


def exporting_settings(exporting: Referring, settings: State, *, switch: str) -> dict[str, Any]:
    is_on = settings.get("two_way_enabled")
    channel = {name: settings.get(name) for name in TWO_WAY} if is_on else {}
    return {
        switch: is_on,
        **channel,
        "self_managed_opt_outs_enabled": settings.get("self_managed_opt_outs_enabled"),
        "opt_out_list_name": exporting.opt_out_list(settings.get("opt_out_list_name")),
    }


BODIES = {
    "opt-out-list": opt_out_list_there,
    "configuration-set": configuration_set_there,
    "sender-id": sender_id_there,
    "phone-number": phone_number_there,
    "pool": pool_there,
}


def is_in_pool_there(state: State) -> bool:
    return bool(state["facts"].get("pool_id"))
