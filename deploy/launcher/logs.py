"""Logs of bounded size."""

import os

from trust import open_own

KEPT_LOGS = 4
CHUNK_BYTES = 1 << 20


class Log:
    """A file that somebody appends to, and the ones before it, `.1` being the newest."""

    def __init__(self, path, most_bytes=16 << 20):
        self.path, self.most_bytes = path, most_bytes

    def open(self):
        """A descriptor to append to; of /dev/null where there is no room, which stops nobody."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            return open_own(self.path, flags)
        except OSError:
            return os.open(os.devnull, os.O_WRONLY)

    def bound(self):
        """Sets the file aside and empties it when it is large.

        Those who write append, so that they go on at its beginning and need not be told. Nothing of
        it is kept where there is no room for it."""
        try:
            file = open_own(self.path, os.O_RDWR)
        except OSError:
            return
        try:
            if (size := os.fstat(file).st_size) >= self.most_bytes:
                try:
                    self._set_aside(file, size)
                finally:
                    os.ftruncate(file, 0)
        except OSError:
            pass  # no room, or the folder is read-only
        finally:
            os.close(file)

    def _set_aside(self, file, size):
        for number in range(KEPT_LOGS - 1, 0, -1):
            if os.path.exists(f"{self.path}.{number}"):
                os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
        aside = f"{self.path}.1"
        try:
            with open(file, "rb", closefd=False) as source, open(
                    open_own(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as copy:
                source.seek(max(0, size - self.most_bytes))
                while chunk := source.read(CHUNK_BYTES):
                    copy.write(chunk)
        except OSError:
            if os.path.lexists(aside):
                os.remove(aside)
            raise

    def end(self, lines=3):
        """Its last lines."""
        try:
            with open(open_own(self.path, os.O_RDONLY), "rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - 8192))
                return file.read().decode(errors="replace").splitlines()[-lines:]
        except OSError:
            return []
