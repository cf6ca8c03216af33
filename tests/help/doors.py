"""The two doors of the product, each with the operations of tests/model.py: the wire, and the pages.

A door takes the model's objects, names them as its clients do, and raises Told where the product refuses.
"""

import re
from html import unescape
from typing import Any

from botocore.exceptions import ClientError
from django.test import Client
from django.utils.html import strip_tags

from tests.help.html_forms import fields_of
from tests.help.model import NOT_FOUND, Number, Owner, Pool, Refused, SenderId

FORM = "settings-form"
ACCOUNT = "111122223333"
PLACE = f"/{ACCOUNT}/us-east-1/sms-voice/"
LIST = f"{PLACE}pools/"
# What a person reads for each Reason. The form itself keeps a browser from some mistakes, in its own words.
SENTENCES = {
    NOT_FOUND: "Page not found|was already deleted|no longer exists|Choose one of",
    "POOLS_PER_ACCOUNT": "You have reached the quota of 3 pools",
    "ORIGINATION_IDENTITIES_PER_POOL": "You have reached the quota of 3 identities",
    "SENDER_IDS_PER_ACCOUNT": "You have reached the quota of 3 sender IDs",
    "KEYWORDS_PER_POOL": "You have exceeded the limit of 3 keywords",
    "PHONE_NUMBER_ASSOCIATED_TO_POOL": "is already in pool",
    "RESOURCE_ALREADY_ASSOCIATED": "is already associated|is already in this pool",
    "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL": "isn't in this pool any more",
    "RESOURCE_NOT_ACTIVE": "is pending until it is registered",
    "LAST_PHONE_NUMBER": "A pool needs at least one origination identity|this is the last one in the pool",
    "DELETION_PROTECTION_ENABLED": "Deletion protection is on",
    "MESSAGE_TYPE_MISMATCH": "doesn't match the pool: .*Message type is",
    "TWO_WAY_CONFIG_MISMATCH": "doesn't match the pool: .*Two-way SMS is",
    "OPT_OUT_LIST_MISMATCH": "doesn't match the pool: .*Opt-out list is",
    "SELF_MANAGED_OPT_OUTS_MISMATCH": "doesn't match the pool: .*Self-managed opt-outs is",
    "KEYWORD_MISMATCH": "doesn't match the pool: .*Keywords differ",
    "NUMBER_CAPABILITIES_MISMATCH": "doesn't match the pool: .*Capabilities is",
    "SENDER_ID_NOT_SUPPORTED": "Sender IDs aren't supported in",
    "SENDER_ID_REQUIRES_REGISTRATION": "must be registered",
    "INVALID_PARAMETER": "must include at least one letter|Tag keys can't start with aws:",
    "INVALID_REQUEST": "Two-way SMS needs a phone number in the pool",
    "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY": "Two-way SMS isn't available in",
    "TWO_WAY_NOT_ENABLED": "Self-managed opt-outs need two-way SMS",
    "RESOURCE_DELETION_NOT_ALLOWED": "is a required keyword and can't be removed",
    "RESOURCE_MODIFICATION_NOT_ALLOWED": "is managed by carriers",
}


class Told(Exception):
    """What a door said when it refused."""

    def says(self, refused: Refused) -> bool:
        raise NotImplementedError


class ToldOnTheWire(Told):
    def says(self, refused: Refused) -> bool:
        response = self.args[0]
        if refused.reason == NOT_FOUND:
            return response["Error"]["Code"] == "ResourceNotFoundException"
        return response.get("Reason") == refused.reason


class ToldOnThePage(Told):
    def says(self, refused: Refused) -> bool:
        return bool(re.search(SENTENCES[refused.reason], self.args[0]))


def text(html: str) -> str:
    """What a person reads, with single spaces."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def arn(owner: Owner) -> str:
    kind = "pool" if isinstance(owner, Pool) else "phone-number"
    return f"arn:aws:sms-voice:us-east-1:{ACCOUNT}:{kind}/{owner.id}"


def named(identity: Number | SenderId) -> dict[str, str]:
    if isinstance(identity, Number):
        return {"OriginationIdentity": identity.id}
    return {"OriginationIdentity": identity.name, "IsoCountryCode": identity.country}


def value_of(identity: Number | SenderId) -> str:
    """How the pages' forms name the identity."""
    return identity.id if isinstance(identity, Number) else f"{identity.name}/{identity.country}"


class Wire:
    """boto3's client. Members that are None are left out, as a client leaves them out."""

    def __init__(self, aws: Any) -> None:
        self.aws = aws

    def ask(self, operation: str, **request: Any) -> dict[str, Any]:
        try:
            return getattr(self.aws, operation)(**{k: v for k, v in request.items() if v is not None})
        except ClientError as refusal:
            if refusal.response["ResponseMetadata"]["HTTPStatusCode"] != 400:
                raise
            raise ToldOnTheWire(refusal.response) from None

    def create_pool(self, identity: Number | SenderId, message_type: str, **rest: Any) -> str:
        tags = [{"Key": key, "Value": value} for key, value in (rest.get("tags") or {}).items()]
        protected = rest.get("deletion_protection_enabled")
        more = {"Tags": tags or None, "DeletionProtectionEnabled": protected}
        return self.ask("create_pool", **named(identity), MessageType=message_type, **more)["PoolId"]

    def delete_pool(self, pool: Pool) -> None:
        self.ask("delete_pool", PoolId=pool.id)

    def associate(self, pool: Pool, identity: Number | SenderId) -> None:
        self.ask("associate_origination_identity", PoolId=pool.id, **named(identity))

    def disassociate(self, pool: Pool, identity: Number | SenderId) -> None:
        self.ask("disassociate_origination_identity", PoolId=pool.id, **named(identity))

    def update_pool(self, pool: Pool, **given: Any) -> None:
        self.ask("update_pool", PoolId=pool.id, **members(given))

    def put_keyword(self, owner: Owner, word: str, message: str, action: str | None = None) -> None:
        request = {"Keyword": word, "KeywordMessage": message, "KeywordAction": action}
        self.ask("put_keyword", OriginationIdentity=owner.id, **request)

    def delete_keyword(self, owner: Owner, word: str) -> None:
        self.ask("delete_keyword", OriginationIdentity=owner.id, Keyword=word)

    def tag(self, owner: Owner, key: str, value: str) -> None:
        self.ask("tag_resource", ResourceArn=arn(owner), Tags=[{"Key": key, "Value": value}])

    def untag(self, owner: Owner, key: str) -> None:
        self.ask("untag_resource", ResourceArn=arn(owner), TagKeys=[key])

    def request_sender_id(self, name: str, country: str, message_types: tuple[str, ...]) -> None:
        request = {"SenderId": name, "IsoCountryCode": country, "MessageTypes": list(message_types)}
        self.ask("request_sender_id", **request)

    def release_sender_id(self, sender_id: SenderId) -> None:
        self.ask("release_sender_id", SenderId=sender_id.name, IsoCountryCode=sender_id.country)

    def request_phone_number(self, number: Number, pool: Pool | None) -> str:
        request = {
            "IsoCountryCode": number.country,
            "MessageType": number.message_type,
            "NumberCapabilities": [number.capability],
            "NumberType": number.number_type,
            "OptOutListName": number.settings.opt_out_list_name,
            "PoolId": pool and pool.id,
        }
        return self.ask("request_phone_number", **request)["PhoneNumberId"]

    def update_phone_number(self, number: Number, **given: Any) -> None:
        self.ask("update_phone_number", PhoneNumberId=number.id, **members(given))

    def release_phone_number(self, number: Number) -> None:
        self.ask("release_phone_number", PhoneNumberId=number.id)

    def create_opt_out_list(self, name: str) -> None:
        self.ask("create_opt_out_list", OptOutListName=name)

    def delete_opt_out_list(self, name: str) -> None:
        self.ask("delete_opt_out_list", OptOutListName=name)


def members(given: dict[str, Any]) -> dict[str, Any]:
    return {"".join(map(str.capitalize, name.split("_"))): value for name, value in given.items()}


class Pages:
    """A browser without script: it opens the page with the form, fills it in, and posts what the form has."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.forget()

    def forget(self) -> None:
        self.shown: tuple[str, Any] = ("", None)

    def open(self, url: str) -> Any:
        """The page at `url`: the one that the last post led to, or one that is asked for."""
        shown, page = self.shown
        return page if url == shown else self.client.get(url)

    def post(self, url: str, data: dict[str, Any]) -> Any:
        """The answer to a form that did what it was asked; else Told, with what the page then says."""
        answer = self.client.post(url, data)
        assert answer.status_code in (303, 404, 409, 422), (answer.status_code, text(answer.content.decode()))
        page = answer
        if answer.status_code == 303:
            page = self.client.get(answer.url)
            self.shown = (answer.url.partition("#")[0], page)
        said = re.sub("<template.*?</template>", "", page.content.decode(), flags=re.DOTALL)
        done = re.search('data-testid="flash-success"|No changes were made to pool', said)
        if answer.status_code != 303 or not done:
            raise ToldOnThePage(text(said))
        return answer

    def create_pool(self, identity: Number, message_type: str, **rest: Any) -> str:
        tags = dict(rest.get("tags") or {})
        fields = {"type": "phone-number", "origination_identity": identity.id}
        return self.create(fields, tags, protected=rest.get("deletion_protection_enabled"))

    def create_pool_from_sender_id(self, name: str, country: str, message_type: str) -> str:
        fields = {"sender_id": name, "iso_country_code": country, "message_type": message_type}
        return self.create({"type": "sender-id", **fields})

    def create(
        self, fields: dict[str, str], tags: dict[str, str] | None = None, *, protected: bool | None = None
    ) -> str:
        tags = tags or {}
        form = fields_of(self.client.get(f"{LIST}create/"), "create-pool-form")
        form |= fields | {"pool_name": tags.pop("Name", "")}
        form |= {"deletion_protection_enabled": "on"} if protected else {}
        for number, (key, value) in enumerate(tags.items()):
            form |= {f"tags-{number}-key": key, f"tags-{number}-value": value}
        return self.post(f"{LIST}create/", form).url.split("/")[-2]

    def delete_pool(self, pool: Pool) -> None:
        self.post(f"{LIST}delete/", {"id": pool.id, "confirm": "delete"})

    def associate(self, pool: Pool, identity: Number | SenderId) -> None:
        self.post(f"{LIST}{pool.id}/associate/", {"id": value_of(identity)})

    def add_sender_id(self, pool: Pool, name: str, country: str) -> None:
        self.post(f"{LIST}{pool.id}/add-sender-id/", {"sender_id": name, "iso_country_code": country})

    def mark_as_registered(self, number: Number) -> None:
        page = self.client.get(f"{PLACE}phone-numbers/{number.id}/")
        if page.status_code == 404:
            raise ToldOnThePage(text(page.content.decode()))
        self.post(f"{PLACE}phone-numbers/{number.id}/registered/", {})

    def disassociate(self, pool: Pool, identity: Number | SenderId) -> None:
        typed = {"id": value_of(identity), "confirm": "disassociate"}
        self.post(f"{LIST}{pool.id}/disassociate/", typed)

    # The settings form.

    def form(self, pool: Pool) -> dict[str, str]:
        page = self.client.get(f"{LIST}{pool.id}/")
        if page.status_code == 404:
            raise ToldOnThePage(text(page.content.decode()))
        return fields_of(page, FORM)

    def save(self, pool: Pool, form: dict[str, str], **changes: str | None) -> None:
        posted = {name: value for name, value in (form | changes).items() if value is not None}
        self.post(f"{LIST}{pool.id}/settings/", posted)

    def update_pool(self, pool: Pool, **given: Any) -> None:
        changes = {
            name: value if isinstance(value, str) else "on" if value else None
            for name, value in given.items()
        }
        self.save(pool, self.form(pool), destination="existing", **changes)

    def put_keyword(self, owner: Pool, word: str, message: str, action: str | None = None) -> None:
        form = self.form(owner)
        row = row_of(form, "keywords", "keyword", word.upper())
        parts = {"keyword": word, "keyword_message": message, "keyword_action": action}
        self.save(owner, form, **{f"keywords-{row}-{part}": value for part, value in parts.items() if value})

    def delete_keyword(self, owner: Pool, word: str) -> None:
        form = self.form(owner)
        row = row_of(form, "keywords", "keyword", word.upper())
        self.save(owner, form, **{f"keywords-{row}-remove": "1"})

    def tag(self, owner: Pool, key: str, value: str) -> None:
        form = self.form(owner)
        row = row_of(form, "tags", "key", key)
        self.save(owner, form, **{f"tags-{row}-key": key, f"tags-{row}-value": value})

    def untag(self, owner: Pool, key: str) -> None:
        form = self.form(owner)
        row = row_of(form, "tags", "key", key)
        self.save(owner, form, **{f"tags-{row}-remove": "1"} if f"tags-{row}-saved" in form else {})


def row_of(form: dict[str, str], kind: str, part: str, key: str) -> int:
    """The number of the row with the key, else of a new one."""
    rows = {value: name for name, value in form.items() if re.fullmatch(rf"{kind}-[0-9]+-{part}", name)}
    return int(rows[key].split("-")[1]) if key in rows else len(rows)
