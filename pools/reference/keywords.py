"""The keywords to which AWS gives a meaning, and what the required ones do on a new number or pool."""

HELP = "HELP"
STOP = "STOP"

# Every number and pool has these two. Their messages can be edited; their actions and they themselves stay.
REQUIRED = (HELP, STOP)

# For a US toll-free number the carrier answers these, so AWS lets nobody change them.
CARRIER_MANAGED = (STOP, "UNSTOP")

# Each of these opts a recipient out, whether or not it is listed among the keywords of the number or pool.
OPT_OUT_WORDS = (
    "ARRET",
    "CANCEL",
    "END",
    "OPT-OUT",
    "OPTOUT",
    "QUIT",
    "REMOVE",
    STOP,
    "TD",
    "UNSUBSCRIBE",
)

# AWS does not publish its default replies; these are our own wording.
DEFAULT_MESSAGES = {
    HELP: "For help with these messages, contact the sender. Reply STOP to stop receiving them.",
    STOP: "You are unsubscribed and will receive no more messages from this sender.",
}

# The same in other languages, by their names, for whom the senders' people write to.
MESSAGES_IN = {
    "English": DEFAULT_MESSAGES,
    "French": {
        HELP: "Pour toute aide, contactez l'expéditeur. Répondez STOP pour ne plus recevoir ces messages.",
        STOP: "Vous êtes désinscrit et ne recevrez plus de messages de cet expéditeur.",
    },
    "Spanish": {
        HELP: "Para obtener ayuda, contacte con el remitente. Responda STOP para no recibir más mensajes.",
        STOP: "Se ha dado de baja y no recibirá más mensajes de este remitente.",
    },
    "German": {
        HELP: "Hilfe gibt Ihnen der Absender. Antworten Sie STOP, um keine Nachrichten mehr zu erhalten.",
        STOP: "Sie sind abgemeldet und erhalten keine Nachrichten mehr von diesem Absender.",
    },
}

DEFAULT_ACTIONS = {HELP: "AUTOMATIC_RESPONSE", STOP: "OPT_OUT"}


def in_upper_case(keyword: str) -> str:
    """The keyword as AWS keeps it, letter by letter. No other letter becomes one of A to Z: ſtop is not STOP."""
    return "".join(map(upper_letter, keyword))


def upper_letter(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 and (letter.isascii() or not upper.isascii()) else letter
