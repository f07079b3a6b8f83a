"""What takes long is done beside the page, which tells how far it is."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from piadiff.errors import PiadiffError
from piadiff.web.reading import Stopped

Work = Callable[["Job"], str]
BUG = "プログラムの誤りで止まりました。記録は piadiff serve を動かした画面にあります"


@dataclass(slots=True)
class Job:
    """One piece of work. ``doing`` says what is done now, ``done`` and ``of`` how far.

    At last ``address`` leads to what came of it, or ``fault`` says why nothing did, beside the field ``place`` of the
    form at ``back``; ``fields`` are what was chosen there.
    """

    back: str
    doing: str = ""
    done: int = 0
    of: int = 0
    place: str = ""
    address: str = ""
    fault: PiadiffError | None = None
    fields: dict[str, str] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def begin(self, doing: str, place: str = "") -> None:
        """What is done from now on, and the field of the form that it belongs to. Raises Stopped if nobody waits."""
        if self.stop.is_set():
            raise Stopped
        self.doing, self.place, self.done, self.of = doing, place, 0, 0

    def tell(self, done: int, of: int) -> None:
        """How far it is."""
        self.done, self.of = done, of

    def start(self, work: Work) -> None:
        """Does the work beside everything else; waits a moment, so that what is quick needs no page of its own."""
        threading.Thread(target=self._run, args=(work,), daemon=True).start()
        self.ended.wait(0.4)

    def _run(self, work: Work) -> None:
        try:
            self.address = work(self)
        except PiadiffError as fault:
            self.fault = fault
        except Stopped:
            self.fault = PiadiffError("途中でやめました", hint="もう一度始められます")
            self.place = ""
        except Exception:
            traceback.print_exc()
            self.fault = PiadiffError(BUG)
        finally:
            self.ended.set()
