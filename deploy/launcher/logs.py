"""Logs of bounded size."""

import os

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
            return os.open(self.path, flags, 0o640)
        except OSError:
            return os.open(os.devnull, os.O_WRONLY)

    def bound(self):
        """Sets the file aside and empties it when it is large.

        Those who write append, so that they go on at its beginning and need not be told. Nothing of
        it is kept where there is no room for it."""
        try:
            size = os.stat(self.path).st_size
        except OSError:
            return
        if size < self.most_bytes:
            return
        try:
            self._set_aside(size)
        except OSError:
            pass  # no room, or the folder is read-only
        try:
            os.truncate(self.path, 0)
        except OSError:
            pass

    def _set_aside(self, size):
        for number in range(KEPT_LOGS - 1, 0, -1):
            if os.path.exists(f"{self.path}.{number}"):
                os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
        aside = f"{self.path}.1"
        try:
            with open(self.path, "rb") as source, open(
                    os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as copy:
                source.seek(max(0, size - self.most_bytes))
                while chunk := source.read(CHUNK_BYTES):
                    copy.write(chunk)
        except OSError:
            os.remove(aside)
            raise

    def end(self, lines=3):
        """Its last lines."""
        try:
            with open(self.path, "rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - 8192))
                return file.read().decode(errors="replace").splitlines()[-lines:]
        except OSError:
            return []
