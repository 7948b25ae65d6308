"""A first password that can be read out over the telephone and copied from paper: no sign that looks like another."""

import secrets

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4  # 59 bits


def first_password() -> str:
    """k7mf-2hxt-9qwd"""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
