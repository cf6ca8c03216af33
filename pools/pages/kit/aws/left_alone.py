"""Why something of AWS's is left alone, and what people can do about it."""

from pools.pages.kit.aws.values import setting_name

WITHOUT_CHANNEL = "CHANNEL_OFF"
LEFT_ALONE_WHYS = {
    "BLOCKED_REGION": (
        "Pools are blocked in this Region here",
        "Ask whoever runs the console to allow them.",
    ),
    WITHOUT_CHANNEL: (
        "No project of this account has its SMS and voice channel on",
        "Turn it on in one project, then refresh from AWS.",
    ),
    "NOT_MANAGED": ("Somebody chose Stop managing", "Delete it here, or create another one for AWS."),
    "RCS_AGENT": ("Has an RCS agent as a member", "Change it in AWS. Without the agent it is compared."),
    "UNKNOWN_MEMBER": ("Has a member of a kind that this console does not know", "Change it in AWS."),
    "SHARED_MEMBER": ("Is shared by another account", "Change it in AWS. All else is compared."),
    "UNKNOWN_STATUS": ("Has a status that this console does not know", "Change it in AWS."),
    "UNKNOWN_VALUE": ("Has a value that this console does not know", "Change it in AWS."),
    "NO_PLACE": ("Is of a form that this console cannot keep", "Change it in AWS. All else is compared."),
    "LONG_KEYWORD": ("Has more than 25 characters", "Change it in AWS. All else is compared."),
    "TOO_MANY_KEYWORDS": ("Has more keywords than the quota", "Remove some in AWS. All else is compared."),
    "TOO_MANY_TAGS": ("Has more tags than the quota", "Remove some in AWS. All else is compared."),
    "TOO_MANY_EVENT_DESTINATIONS": ("Has more event destinations than the quota", "Remove some in AWS."),
}


def reason_in_words(part: str, key: str, why: str) -> str:
    """ "Has an RCS agent as a member"; of one setting its name before it."""
    text = LEFT_ALONE_WHYS.get(why, LEFT_ALONE_WHYS["UNKNOWN_VALUE"])[0]
    return f"{setting_name(part, key)}: {text[0].lower()}{text[1:]}" if part and key else text


def what_to_do(why: str) -> str:
    return LEFT_ALONE_WHYS.get(why, LEFT_ALONE_WHYS["UNKNOWN_VALUE"])[1]
