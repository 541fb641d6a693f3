"""Local passwords: argon2id hashes, and which passwords may be chosen.

Parameters are those of the OWASP password storage guidance (argon2id, 19 MiB, 2 passes, 1 lane); at
most two hashes are made at once, so that many sign-ins cannot exhaust the machine. A password has 12
characters at least and must not be easily guessed (OWASP ASVS 5.0, 6.2.1 to 6.2.10: no rules of
composition, no forced change, common passwords refused).
"""

from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 128
_AT_ONCE = 2
_ENOUGH = 3
_READ_BY_ESTIMATE = 72


class Passwords:
    """Makes and verifies hashes."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
        self._places = BoundedSemaphore(_AT_ONCE)
        self._of_nobody = self._hasher.hash("a password that nobody has")

    def hash(self, password: str) -> str:
        """The argon2id hash of a password, in PHC string format."""
        with self._places:
            return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits the hash; without a hash it takes as long and is False."""
        with self._places:
            try:
                self._hasher.verify(password_hash or self._of_nobody, password[:LONGEST])
            except (VerificationError, InvalidHashError):
                return False
        return bool(password_hash)

    def outdated(self, password_hash: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def password_fault(password: str, about: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a password somebody wants to have, or None.

    `about` are words it must not rest on, such as the user name.
    """
    if len(password) < SHORTEST:
        return f"The password is too short. Use at least {SHORTEST} characters, such as three words."
    if len(password) > LONGEST:
        return f"The password is too long. Use at most {LONGEST} characters."
    estimate = zxcvbn(password[:_READ_BY_ESTIMATE], user_inputs=list(about))
    if estimate["score"] < _ENOUGH:
        return "The password is easy to guess. Use words or characters that do not belong together."
    return None
