"""Which passwords are refused: those that somebody else tries first. Length counts; nobody is made to mix signs."""

import unicodedata

from flask_babel import gettext as _

SHORTEST = 10
FEWEST_DIFFERENT = 5
TRIED_FIRST = frozenset(
    "abc abcabc abcdef abcdefg abcdefgh abcdefghij admin administrator asdfgh asdfghjkl guest iloveyou letmein login mima "
    "pass passwd password passwordpassword qazwsx qazwsxedc qqqwww qwerty qwertyuiop qwertyqwerty root test user welcome "
    "wodemima woaini woainiwoaini zhongguo zxcvbnm".split()
)


def normalised(password: str) -> str:
    """As it is stored and compared: a full-width digit from a Chinese keyboard is the digit."""
    return unicodedata.normalize("NFKC", password)


def objection(password: str, *names: str) -> str | None:
    """Why this password is refused, or None. `names` are the account and the person: who guesses begins with them."""
    wanted = normalised(password)
    core = wanted.casefold().strip("0123456789 .,;:!?@#$%^&*()_+-=/~")
    known = {normalised(name).casefold() for name in names}
    refusals = (
        (len(wanted) < SHORTEST, _("密码至少要 %(n)s 个字符", n=SHORTEST)),
        (not core, _("只有数字和符号的密码容易猜中，请加几个字母或者汉字")),
        (len(set(wanted)) < FEWEST_DIFFERENT, _("这个密码重复的字太多，容易猜中，请换一个")),
        (core in TRIED_FIRST or core in known, _("这个密码太常见，容易猜中，请换一个")),
    )
    return next((str(reason) for refused, reason in refusals if refused), None)
