"""AWS's own clients: the lines that point them at another endpoint, and since when they read the variable for it."""

from shlex import quote

SERVICE = "aws pinpoint-sms-voice-v2"
ENDPOINT = "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"
# https://aws.amazon.com/blogs/developer/new-improved-flexibility-when-configuring-endpoint-urls-with-the-aws-sdks-and-tools/
# and, for JavaScript, https://github.com/aws/aws-sdk-js-v3/issues/5364.
READ_SINCE = "AWS CLI 2.13 (of version 1: 1.29), boto3 1.28 and the SDK for JavaScript 3.428"
# What another session may have left in the shell, and what would send these requests elsewhere, or spoil them.
LEFTOVERS = (
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
)


def sent_to(url: str, region: str) -> str:
    """The options without which a command would go to AWS, where nobody has prepared the shell."""
    return f"--region {region} --endpoint-url {quote(url)}"
