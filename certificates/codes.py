"""The code on a certificate: 80 random bits that a person can read aloud, with a check character.

Sixteen characters of Crockford's base 32 (no I, L, O, U) and a seventeenth that proves them, written in groups:
7K2M-9QXE-R4TV-0WZ8B. That is the only form that is stored, printed and linked; what a person types is folded to it.

The check character is the sum of the sixteen values, each times a power of the generator, in the field of 32 elements.
It stays within the same alphabet (Crockford's own check needs * ~ $ = U, which spoil an address) and finds every
single wrong character and every pair swapped, because the powers are all different.
"""

import secrets

from .errors import MalformedCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 16
LENGTH = RANDOM_CHARACTERS + 1
_GROUPS = (slice(0, 4), slice(4, 8), slice(8, 12), slice(12, LENGTH))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FOLD = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(" -\u2010\u2011\u2012\u2013\u00a0\t.", None))
_MODULUS = 0b100101  # x^5 + x^2 + 1, a primitive polynomial
_TOP = 0b100000


def new_code() -> str:
    """A fresh code; two are alike once in 10^24."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS)))


def fold(typed: str) -> str:
    """The code somebody meant: any case, spaces or hyphens, O for 0, I or L for 1.

    Raises:
        MalformedCode: when no code can be meant. This needs no look-up.
    """
    characters = typed.upper().translate(_FOLD)
    if len(characters) != LENGTH or any(character not in _VALUES for character in characters):
        raise MalformedCode(
            f"A certificate code has {LENGTH} letters and numbers, for example 7K2M-9QXE-R4TV-0WZ8B. "
            "It stands at the foot of the certificate."
        )
    if _check(characters[:RANDOM_CHARACTERS]) != characters[RANDOM_CHARACTERS]:
        raise MalformedCode("One character of this code is not right. Compare it with the certificate once more.")
    return _grouped(characters[:RANDOM_CHARACTERS])


def _grouped(body: str) -> str:
    characters = body + _check(body)
    return "-".join(characters[group] for group in _GROUPS)


def _check(body: str) -> str:
    total = 0
    for character in body:  # Horner's rule: the first character gets the highest power, the last the generator itself
        total = _doubled(total ^ _VALUES[character])
    return ALPHABET[total]


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _MODULUS if value & _TOP else value
