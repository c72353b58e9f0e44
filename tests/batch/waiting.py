"""A process that prints no letter but waits, with something of its own in its folder."""

from __future__ import annotations

import time
from collections.abc import Callable

from auditor.batch.workers.pool import Allow, Task
from auditor.processes.scratch import scratch


class Waits:
    """Takes the place of `auditor.batch.outputs.letters.Printing`."""

    def __init__(self, *_: object) -> None:
        pass

    def __call__(self, _: Allow) -> Callable[[Task], str]:
        """What waits until the process is ended."""

        def work(_: Task) -> str:
            (scratch() / "fonts").touch()
            time.sleep(100_000)
            return ""

        return work
