"""Sealing what identifies a person, and signing what must not be altered. Keys come from the settings, never from the database."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from liaison.database import settings_of

NONCE_BYTES = 12


class Keyring:
    """AES-256-GCM for personal data, HMAC-SHA-256 for look-ups and for the audit trail; one key for each purpose."""

    def __init__(self, words_key: str, audit_key: str) -> None:
        self._cipher = AESGCM(_derived(words_key, "personal data"))
        self._index_key = _derived(words_key, "blind index")
        self._audit_key = _derived(audit_key, "audit")

    def seal(self, text: str, purpose: str) -> bytes:
        """`purpose` (table.column) is bound to the text: a value moved into another column does not open."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> str:
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()).decode()

    def blind_index(self, text: str) -> str:
        """Equal texts give equal values and nothing else can be read from them: a phone number can be looked up."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()

    def audit_mac(self, payload: bytes) -> str:
        return hmac.new(self._audit_key, payload, hashlib.sha256).hexdigest()


def keyring_of(session: Session) -> Keyring:
    settings = settings_of(session)
    return _keyring(settings.words_key, settings.audit_key)


@lru_cache(maxsize=4)
def _keyring(words_key: str, audit_key: str) -> Keyring:
    return Keyring(words_key, audit_key)


def _derived(secret: str, purpose: str) -> bytes:
    return hashlib.blake2b(secret.encode(), key=purpose.encode(), digest_size=32).digest()


def random_token(bits: int = 128) -> str:
    """An unguessable name for URLs and files: lower-case base 32, without padding."""
    return base64.b32encode(os.urandom((bits + 7) // 8)).decode().rstrip("=").lower()
