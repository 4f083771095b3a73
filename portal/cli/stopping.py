"""Let commands that run on and on end cleanly."""

import signal
from threading import Event
from types import FrameType


def stop_on_signals() -> Event:
    """Return what is set when the process is asked to end: by SIGTERM or Ctrl-C, and the second time by force."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
