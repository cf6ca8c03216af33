"""The commands of the guide page "Managing sender IDs", in the form for Linux, as they are printed there."""

ASSOCIATE = r"""
$ aws pinpoint-sms-voice-v2 associate-origination-identity \
> --pool-id poolId \
> --origination-identity SENDER \
> --iso-country-code IN
"""
SET_DEFAULT = r"""
$ aws pinpoint-sms-voice-v2 set-default-sender-id \ 
> --configuration-set-name configurationSetName \
> --sender-id senderId
"""  # noqa: W291 - the page has this space
DELETE_DEFAULT = r"""
$ aws pinpoint-sms-voice-v2 delete-default-sender-id \ 
> --configuration-set-name configurationSetName
"""  # noqa: W291


def typed(printed: str, **placeholders: str) -> str:
    """What a person types: without the prompts and the space that the page leaves at a line's end."""
    lines = [line.strip().removeprefix("$ ").removeprefix("> ") for line in printed.strip().splitlines()]
    command = "\n".join(lines)
    for name, value in placeholders.items():
        command = command.replace(name, value)
    return command
