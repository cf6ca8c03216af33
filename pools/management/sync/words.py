"""What `manage.py sync` says: why something is refused, why the connection does not work, how a run ended."""

from typing import Any

from pools.errors import ServiceError
from pools.refusals import SyncRefused

HERE = "--account {account} --region {region}"
# By the words of operations/syncing/refusing.py.
REFUSED = {
    "NOT_LINKED": f"Account {{account}} is not linked to AWS in {{region}}. manage.py sync link {HERE} links it.",
    "DEMO_ACCOUNT": "Account {account} has sign-ins of the demo, so it is not linked. Use an account without them.",
    "PRACTICE_ACCOUNT": "Account {account} is somebody's to practise in, so it is not linked. Use another account.",
    "NOT_IMPORTED": f"The import is not complete, so nothing can be applied. manage.py sync refresh {HERE} goes on.",
    "BUSY": "{label} is applying. Wait for its end, or stop it on its page.",
    "NOT_READY": "{label} is still being made. Try again in a moment.",
    "OUT_OF_DATE": f"{{label}} is out of date; nothing was sent. manage.py sync plan {HERE} makes a new one.",
    "DISCARDED": f"{{label}} was discarded; nothing was sent. manage.py sync plan {HERE} makes a new one.",
    "ENDED": "{label} has ended, or has not begun. Its page shows what became of it.",
    "NOTHING_TO_SEND": "No step of {label} would run: what destroys needs --allow-destroy. Nothing was sent.",
    "WRONG_WORD": "To confirm, {label} has to be typed. Nothing was sent.",
    "STEP_MOVED": "{label} is not waiting for this any more.",
    "NO_CANDIDATE": "{label} cannot have made that one.",
    "NOTHING_CHOSEN": "Nothing is there to choose from.",
    "NOT_TESTED": "No test has signed in to another AWS account.",
    "NOT_ALLOWED": "Whoever asked is no Administrator of account {account} any more. Nothing was linked.",
    "ACCOUNT_EXISTS": "Account {label} exists already.",
}
# By those of sync/troubles.py, in the words of a test's answer.
TROUBLES = {
    "NO_CREDENTIALS": "No AWS credentials were found in the environment, in ~/.aws of {user} on {host}, or by the "
    "machine's role. aws configure, or aws sso login, makes them.",
    "NOT_KNOWN": "AWS does not know the credentials{key}. Use another profile with --profile.",
    "EXPIRED": "The credentials have expired. aws sso login{profile} renews them.",
    "OTHER_ACCOUNT": "The credentials are for AWS account {account_id}, not {account}. Use another profile, or: "
    "manage.py account add {account_id} --name NAME, and link that one.",
    "THIS_CONSOLE": "The endpoint {endpoint} is this console itself. Unset AWS_ENDPOINT_URL and its like.",
    "NO_PERMISSION": "AWS refuses {action} to {arn}. docs/sync.md has the policy that allows it.",
    "CLOCK": "This machine's clock is off by {minutes} minutes, and AWS refuses requests more than 5 minutes off. "
    "Set the clock, then try again.",
    "UNREACHABLE": "No answer from {endpoint}. Check the network and HTTPS_PROXY.",
    "REGION_OFF": "Region {region} is off for account {account}. Turn it on in AWS, or choose another.",
    "NO_POOLS": "AWS has no pools in {region}. Choose another Region.",
    "OTHER": "AWS does not let the console in: {said}",
}
ENDS = {
    "NOTHING": "Nothing to apply: both sides are the same.",
    "OUT_OF_DATE": "{label} is out of date: what it was made from has changed since. Nothing was sent.",
    "DISCARDED": "{label} was discarded.",
    "STOPPED": "{label} was stopped; what was not sent stays pending.",
    "FAILED": "{label} failed.",
    "WAITING": "{label} waits for AWS, which can take days; the rest is done. A running worker goes on with it.",
    "PAUSED": "{label} is paused; no step failed. Its page says what it waits for.",
    "DONE": "{label} is done.",
}
# In place of that where steps of the run have failed.
STEPS_FAILED = "{label} ended with {failed} failed."
# Besides that, where a fault of the console ended or paused it.
FAULT = "An error of the console was in its way; the worker's log has more."
QUESTION = "Run {} needs to know what became of a step: its page asks."


def refusal_sentence(error: ServiceError, account: str, region: str) -> str:
    if isinstance(error.about, SyncRefused):
        return REFUSED[error.about.why].format(label=error.about.label, account=account, region=region)
    return str(error)


def trouble_sentence(answer: dict[str, Any], account: str, region: str, profile: str = "") -> str:
    """Why a test did not work, from its answer (operations/syncing/asking.py)."""
    trouble = answer.get("trouble", "")
    if trouble in REFUSED:
        return REFUSED[trouble].format(label="", account=account, region=region)
    facts = {
        name: answer.get(name) or "?" for name in ("account_id", "arn", "endpoint", "said", "host", "user")
    }
    minutes = answer.get("minutes")
    return TROUBLES.get(trouble, TROUBLES["OTHER"]).format(
        **facts,
        account=account,
        region=region,
        action=answer.get("action") or "a call",
        key=f" ({answer['access_key_id']})" if answer.get("access_key_id") else "",
        minutes=abs(minutes) if minutes else "some",
        profile=f" --profile {profile}" if profile else "",
    )
