"""Keys, encryption at rest, and the model field that uses them.

Two lists of keys, both newest first and never ``SECRET_KEY``: ``LOOKUP_KEYS`` for fingerprints by
which an address is found again, ``ENCRYPTION_KEYS`` for the addresses themselves.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings as django_settings
from django.core import checks, mail
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

from . import conf

MINIMUM_SECRET = 32
_FERNET_VERSION = "gAAAA"


class Undecryptable(Exception):
    """No key of ``ENCRYPTION_KEYS`` opens a stored value: an old key was removed too early."""


def lookup_keys() -> tuple[bytes, ...]:
    """Current key first. An erased address cannot be hashed anew, so old keys stay in the list."""
    secrets = conf.settings.LOOKUP_KEYS or [_development_secret("LOOKUP_KEYS")]
    return _lookup_keys(tuple(secrets))


@lru_cache(maxsize=8)
def _lookup_keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(_derived(secret, "lookup") for secret in secrets)


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str | bytes) -> str:
    return decrypt_bytes(token).decode()


def decrypter() -> Callable[[str | bytes], str]:
    """`decrypt` for many values at once, for which the settings are read once."""
    fernet = _fernet()
    return lambda token: _opened(fernet, token).decode()


def decrypt_bytes(token: str | bytes) -> bytes:
    return _opened(_fernet(), token)


def _opened(fernet: MultiFernet, token: str | bytes) -> bytes:
    try:
        return fernet.decrypt(token)
    except InvalidToken:
        raise Undecryptable(
            "No key of WAGTAIL_CIVIC['ENCRYPTION_KEYS'] opens a stored value. Put the removed key "
            "back at the end of the list; take it out only after civic_rotate_keys has finished."
        ) from None


def is_current(token: str | bytes) -> bool:
    """Whether the first key encrypted this value."""
    try:
        Fernet(encryption_keys()[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def encryption_keys() -> tuple[bytes, ...]:
    """Fernet keys made from the secrets of ``ENCRYPTION_KEYS``, current one first."""
    secrets = conf.settings.ENCRYPTION_KEYS or [_development_secret("ENCRYPTION_KEYS")]
    return _fernet_keys(tuple(secrets))


@lru_cache(maxsize=8)
def _fernet_keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(urlsafe_b64encode(_derived(secret, "encryption")) for secret in secrets)


def _fernet() -> MultiFernet:
    return _fernet_of(encryption_keys())


@lru_cache(maxsize=8)
def _fernet_of(keys: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def keys_may_be_derived() -> bool:
    """In DEBUG and under a test runner (which gives ``django.core.mail`` an outbox)."""
    return django_settings.DEBUG or hasattr(mail, "outbox")


def _development_secret(name: str) -> str:
    if not keys_may_be_derived():
        raise ImproperlyConfigured(
            f"WAGTAIL_CIVIC[{name!r}] is empty. Outside DEBUG it must hold a secret of its own, "
            "never SECRET_KEY; `manage.py check` tells how to make one."
        )
    return f"development only: {django_settings.SECRET_KEY}"


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: str) -> bytes:
    info = f"wagtail_civic {purpose}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(secret.encode())


def lookup_digests(text: str) -> list[str]:
    """Hex HMAC of ``text`` under every lookup key, the current one first."""
    data = text.encode()
    return [hmac.digest(key, data, "sha256").hex() for key in lookup_keys()]


def keyed_digest(purpose: str, text: str) -> str:
    """Hex HMAC for values that are only compared while the current lookup key lasts."""
    return lookup_digests(f"{purpose}\x00{text}")[0]


class EncryptedTextField(models.TextField):
    """Text that the database holds only as a Fernet token; Python sees it in the clear.

    It cannot be searched or sorted by (store a lookup beside it), an empty text stays empty, and
    fixtures carry the token. Not for models with revisions, which would keep it in the clear.
    """

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return encrypt(value) if value else value

    def to_python(self, value):
        if isinstance(value, str) and value.startswith(_FERNET_VERSION):
            try:
                return decrypt(value)
            except Undecryptable:
                return value
        return super().to_python(value)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: compare its lookup column instead.")
        return super().get_lookup(lookup_name)

    def check(self, **kwargs):
        return [*super().check(**kwargs), *_check_revisions(self)]


class EncryptedBinaryField(models.BinaryField):
    """A file's content that the database holds only as a Fernet token."""

    def from_db_value(self, value, expression, connection):
        return decrypt_bytes(bytes(value)) if value else b""

    def get_db_prep_value(self, value, connection, prepared=False):
        token = _fernet().encrypt(bytes(value)) if value else value
        return super().get_db_prep_value(token, connection, prepared)

    def check(self, **kwargs):
        return [*super().check(**kwargs), *_check_revisions(self)]


def _check_revisions(field):
    from wagtail.models import RevisionMixin

    if not issubclass(field.model, RevisionMixin):
        return []
    return [
        checks.Error(
            f"{field.model._meta.label}.{field.name} is encrypted, but its model has revisions.",
            hint="Revisions keep every field in the clear; use a model of its own.",
            obj=field,
            id="wagtail_civic.E052",
        )
    ]


def encrypted_fields(model):
    """The encrypted fields that ``model`` itself stores."""
    fields = model._meta.local_concrete_fields
    kinds = (EncryptedTextField, EncryptedBinaryField)
    return [field for field in fields if isinstance(field, kinds)]


def _fault(secrets: Sequence[str]) -> str | None:
    if not all(isinstance(secret, str) and len(secret) >= MINIMUM_SECRET for secret in secrets):
        return f"every secret must be a text of at least {MINIMUM_SECRET} characters"
    return None


conf.declare(
    "LOOKUP_KEYS",
    (list, tuple),
    (),
    "Secrets for the keyed fingerprints by which addresses are found again; newest first, none "
    "is ever removed. Required outside DEBUG.",
    validate=_fault,
)
conf.declare(
    "ENCRYPTION_KEYS",
    (list, tuple),
    (),
    "Secrets that encrypt addresses; newest first. Required outside DEBUG. After adding one "
    "run `manage.py civic_rotate_keys`; then the old one may go.",
    validate=_fault,
)

RECIPE = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'


@checks.register("wagtail_civic")
def check_keys(app_configs=None, **kwargs):
    """Keys of their own outside DEBUG, and not a copy of SECRET_KEY anywhere."""
    problems = []
    for number, name in enumerate(["LOOKUP_KEYS", "ENCRYPTION_KEYS"], start=50):
        keys = getattr(conf.settings, name)
        if django_settings.SECRET_KEY in keys:
            problems.append(
                checks.Error(
                    f"WAGTAIL_CIVIC['{name}'] holds SECRET_KEY itself.",
                    hint=RECIPE,
                    id=f"wagtail_civic.E{number:03}",
                )
            )
        elif not keys and not keys_may_be_derived():
            problems.append(
                checks.Error(
                    f"WAGTAIL_CIVIC['{name}'] is empty: no citizen's address can be stored.",
                    hint=RECIPE,
                    id=f"wagtail_civic.E{number:03}",
                )
            )
    return problems
