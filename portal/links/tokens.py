"""Sign and read the tokens in links: one salt per use, the use and a random id inside, nothing else."""

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from portal.links.models import Use

VERSION = 1
ID_BYTES = 16

_SPELLED = re.compile(r"\.?[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
"""What a token is spelled with; decoding base64 would overlook everything else."""


class BadToken(ValueError):
    """The token was not signed here, or for another use."""


@lru_cache(maxsize=64)
def _serializer(keys: tuple[str, ...], use: Use) -> URLSafeSerializer:
    return URLSafeSerializer(
        list(reversed(keys)),
        salt=f"portal.links.{use}",
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )


def new_id() -> bytes:
    """Return 128 random bits."""
    return secrets.token_bytes(ID_BYTES)


def id_hash(link_id: bytes) -> bytes:
    """Return what the database knows a link or session by: the SHA-256 of its random id."""
    return sha256(link_id).digest()


def sign(use: Use, link_id: bytes, keys: Sequence[str]) -> str:
    """Return the token for that id, signed by the newest key.

    :param keys: newest first
    """
    spelled = base64.urlsafe_b64encode(link_id).rstrip(b"=").decode()
    return str(_serializer(tuple(keys), use).dumps([VERSION, use, spelled]))


def read(token: str, uses: Sequence[Use], keys: Sequence[str]) -> tuple[Use, bytes]:
    """Return the use and the id of a token signed for one of the uses by any of the keys.

    :raises BadToken: it was altered, made elsewhere, or made for another use
    """
    for use in uses if _SPELLED.fullmatch(token) else ():
        try:
            payload = _serializer(tuple(keys), use).loads(token)
        except BadData:
            continue
        match payload:
            case [int(version), str(named), str(spelled)] if (version, named) == (VERSION, use):
                return use, _decoded(spelled)
    raise BadToken


def _decoded(spelled: str) -> bytes:
    try:
        link_id = base64.urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))
    except (binascii.Error, ValueError) as fault:
        raise BadToken from fault
    if len(link_id) != ID_BYTES:
        raise BadToken
    return link_id
