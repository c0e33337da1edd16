"""Keys of ``WAGTAIL_CIVIC`` that sessions read."""

from wagtail_civic.core.conf import declare, not_negative, positive

APP = "sessions"


def declare_settings() -> None:
    declare(
        "SESSIONS_CONFIRM_QUESTIONS",
        bool,
        False,
        "Ask the author of a question for an e-mail address and let nobody see the question "
        "before the address is confirmed.",
        app=APP,
    )
    declare(
        "SESSIONS_QUESTION_GRACE_HOURS",
        (int, float),
        24,
        "How long after its end a session still takes questions.",
        app=APP,
        validate=not_negative,
    )
    declare(
        "SESSIONS_LONGEST_HOURS",
        (int, float),
        14,
        "A session that is live for longer was not switched off: it is finished by itself.",
        app=APP,
        validate=positive,
    )
    declare(
        "SESSIONS_QUESTION_RETENTION_DAYS",
        int,
        180,
        "How long the name of a question's author and the digest of the address are kept "
        "after the session.",
        app=APP,
        validate=positive,
    )
