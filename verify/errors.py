"""The two ways in which netproof says no to its user.

    BadInput    a number, a file or a name that cannot be used: says where, expected, found
    Refused     a theorem that is no theorem: vacuous, circular, ill-formed

Both end the command with exit code 2 and one line, never with a traceback.
"""


class BadInput(ValueError):
    """An input that cannot be used; the message names the place and both sides.

    >>> str(BadInput("--d", "an integer from 1 to 24", "0"))
    '--d: expected an integer from 1 to 24, found 0'
    """

    def __init__(self, place: str, expected: str, found: str):
        super().__init__(f"{place}: expected {expected}, found {found}")
        self.place, self.expected, self.found = place, expected, found


class Refused(ValueError):
    """A theorem (or a proof step) that the kernel will not judge, and why.

    `reason` is one word: vacuous, circular, chain, ill-formed, unknown-name, witness, induction.
    """

    def __init__(self, reason: str, message: str):
        super().__init__(f"{message} ({reason})")
        self.reason = reason


class NotCertified(ValueError):
    """Something that a certificate has no words for; the claim then rests on an oracle's word."""
