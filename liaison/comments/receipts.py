"""回执编号: what a citizen is given and can read out over the telephone.

Thirteen random characters and one check character from an alphabet of 31 (a prime, so that any one wrong character and any
two exchanged ones show at once). 0, O, 1, I and L are left out: nobody has to guess which was meant.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_CHARACTERS = 13  # 31 ** 13 is more than 2 ** 64
GROUPS = (4, 4, 4, 2)
LONGEST_TYPED = 100


def new_receipt_code() -> str:
    """K7QM-3XWP-9ABC-DE, as it is stored and shown."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return _grouped(drawn + _check_character(drawn))


def read_receipt_code(typed: str) -> str | None:
    """The code a person meant, in its shown form, or None if it cannot be one.

    Small letters, full-width characters, blanks and missing or other dashes are forgiven.
    """
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    code = "".join(character for character in plain if character.isalnum())
    if len(code) != RANDOM_CHARACTERS + 1 or any(character not in ALPHABET for character in code):
        return None
    return _grouped(code) if _check_character(code[:-1]) == code[-1] else None


def _check_character(drawn: str) -> str:
    """The sum of values times places, modulo 31: every place weighs differently."""
    return ALPHABET[sum(place * ALPHABET.index(char) for place, char in enumerate(drawn, 2)) % len(ALPHABET)]


def _grouped(code: str) -> str:
    ends = [sum(GROUPS[: n + 1]) for n in range(len(GROUPS))]
    return "-".join(code[end - length : end] for end, length in zip(ends, GROUPS, strict=True))
