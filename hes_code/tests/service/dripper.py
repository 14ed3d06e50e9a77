# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A machine that answers at once, and then so slowly that it never comes to an end."""

import contextlib
import socket
import threading

#: Seconds between two drops: less than any time-out of a test.
PAUSE = 0.05


class Dripper:
    """On a free port of this machine, in threads of its own: whoever connects gets the
    bytes ``first`` and then a ``drop`` every now and then, ``drops`` times.

    ``connections`` counts who came.
    """

    def __init__(self, first=b"", drop=b"x", drops=600):
        self.first, self.drop, self.drops = first, drop, drops
        self.connections = 0
        self._stopping = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"

    def __enter__(self):
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._stopping.set()
        # closing alone would not wake who waits in accept()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listening.accept()
                self.connections += 1
                threading.Thread(
                    target=self._drip, args=(connection,), daemon=True
                ).start()

    def _drip(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.sendall(self.first)
            for _drop in range(self.drops):
                if self._stopping.wait(PAUSE):
                    return
                connection.sendall(self.drop)
