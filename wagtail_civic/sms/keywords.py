"""Words that mean something when somebody sends us nothing else."""

import unicodedata

LONGEST = 1600
STOP_WORDS = frozenset(
    {
        *("stop", "stop all", "stopall", "unsubscribe", "cancel", "end", "quit", "optout"),
        *("opt out", "revoke", "no sms"),
        *("სტოპ", "სტოპი", "გაუქმება", "გააუქმეთ", "გააუქმე", "გამოწერის გაუქმება"),
        *("გაჩერება", "შეწყვეტა", "შეწყვიტეთ", "აღარ მსურს", "არ მსურს", "უარი"),
        *("gauqmeba", "gaukmeba", "stopi", "shewyvita", "uari"),
        *("стоп", "отписаться", "отписка", "отмена"),
    }
)
YES_WORDS = frozenset(
    {
        *("yes", "agree", "confirm", "start", "subscribe"),
        *("კი", "დიახ", "თანახმა ვარ", "ვეთანხმები", "ვადასტურებ", "დასტური"),
        *("ki", "diax", "diakh", "tanaxma var", "vadastureb"),
        *("да", "согласен", "согласна", "подтверждаю"),
    }
)
"""They confirm a number that was asked. Whether a word subscribes anybody else, the municipality
says (`joining`)."""

START_WORDS = frozenset(
    {
        *("start", "subscribe", "join"),
        *("დაწყება", "გამოწერა", "მსურს"),
        *("start sms", "gamotsera", "gamowera"),
        *("старт", "подписаться"),
    }
)


def word_of(text: str) -> str:
    """The message without case, marks around it and doubled spaces."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    letters = "".join(char if char.isalnum() else " " for char in plain)
    return " ".join(letters.split())


def says_stop(text: str) -> bool:
    return word_of(text) in STOP_WORDS


def says_yes(text: str) -> bool:
    return word_of(text) in YES_WORDS
