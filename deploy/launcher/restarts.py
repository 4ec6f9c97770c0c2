"""When a service that ended is started again."""

import collections
import signal

# As systemd's StartLimitBurst and StartLimitIntervalSec: so many faults within that time, and the
# service is given up.
FAULTS, WINDOW_SECONDS = 5, 600
# As systemd's RestartSec, growing while a service dies soon.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 1
# A service that was up for so long is healthy: what happened before is forgotten.
HEALTHY_SECONDS = 10
# Sent by somebody outside, a person or the kernel that needs memory: no fault of the service.
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, -signal.SIGQUIT}


class Restarts:
    """The deaths of one service, and what follows from them."""

    def __init__(self):
        self.faults, self.pause = collections.deque(), PAUSE_SECONDS

    def pause_after(self, now, code, up_seconds):
        """How many seconds until the next start; None if the service is given up.

        - code: as `subprocess` tells it, negative for a signal.
        - up_seconds: how long it was ready; None if it never was."""
        if up_seconds is not None and up_seconds >= HEALTHY_SECONDS:
            self.faults.clear()
            self.pause = PAUSE_SECONDS
        if code not in FROM_OUTSIDE:
            self.faults.append(now)
        while self.faults and self.faults[0] <= now - WINDOW_SECONDS:
            self.faults.popleft()
        if len(self.faults) >= FAULTS:
            return None
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        return pause
