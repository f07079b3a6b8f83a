"""How many examples the laws are tried with.

By default a third, drawn anew in each run; all with ``PIADIFF_EXAMPLES=full`` in the environment, which is for the time
before a release. A law that fails keeps its example (``.hypothesis``) and is tried with it first.
"""

import os

FULL = os.environ.get("PIADIFF_EXAMPLES") == "full"


def examples(full: int) -> int:
    """The number of examples of a law that deserves ``full`` of them."""
    return full if FULL else max(1, round(full / 3))
