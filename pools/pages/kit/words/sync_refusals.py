"""The sentences for what the sync with AWS does not do now, by the words of operations/syncing/refusing.py."""

SYNC = {
    "NOT_LINKED": "This account isn't linked to AWS in this Region. Link it first.",
    "DEMO_ACCOUNT": "The demo account can't be linked. Its data is made up and can be reset.",
    "PRACTICE_ACCOUNT": "A practice account can't be linked. What lessons change in it reaches nobody.",
    "NOT_IMPORTED": "Nothing can be applied until the import is complete. Continue the import, then try again.",
    "BUSY": "{label} is applying. Stop it first.",
    "NOT_READY": "{label} is still being made. Wait until it is ready, then try again.",
    "OUT_OF_DATE": "{label} is out of date. Nothing was sent. Make a new plan.",
    "DISCARDED": "{label} was discarded. Nothing was sent. Make a new plan.",
    "ENDED": "{label} has ended, or hasn't begun. Refresh the page to see what became of it.",
    "NOTHING_TO_SEND": "No step of {label} would run. Choose what to destroy, or make a new plan.",
    "WRONG_WORD": 'Enter "{label}" to confirm.',
    "STEP_MOVED": "{label} isn't waiting for this any more. Refresh the page to see what became of it.",
    "NO_CANDIDATE": "{label} can't have made that one. Choose one of the list, or create it.",
    "NOTHING_CHOSEN": "Nothing was chosen. Choose at least one, then try again.",
    "NOT_TESTED": "No test has signed in to another AWS account. Test the connection again.",
    "NOT_ALLOWED": "Whoever asked isn't an Administrator of this account any more. Nothing was linked.",
    "ACCOUNT_EXISTS": "Account {label} is here already. Switch to it, or ask one of its Administrators to link it.",
}
