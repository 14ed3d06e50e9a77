# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo processes on one port, as behind a load balancer.

The port is opened here and handed over to each process (socket activation, which Odoo
knows): whoever has time takes the next request.
"""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import requests

#: Seconds that a process may take to answer.
PATIENCE = 60
#: Hands the open port over as file 3, where socket activation expects it; by bash,
#: since other shells know no file above 9.
HAND_OVER = 'export LISTEN_FDS=1 LISTEN_PID=$$; file=$1; shift; exec "$@" 3<&"$file"'


class Servers:
    """Odoo processes on one database that share a port.

    With ``workers``, queue_job's runner hands out jobs in a channel of so many.
    """

    def __init__(self, database, workers=0):
        self.database = database
        self.workers = workers
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        # of those that see a request, one takes it; the others must not wait for more
        self.socket.setblocking(False)
        self.processes = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def start(self):
        """Start one more process; returns it when it answers."""
        port = self.socket.getsockname()[1]
        channels = f"root:{self.workers},root.hes:{self.workers}"
        load = "base,rpc,web,queue_job" if self.workers else "base,rpc,web"
        odoo = [sys.executable, "-m", "odoo", "server", "--database", self.database]
        # no scheduled actions: they would be one worker more
        odoo += ["--load", load, "--max-cron-threads", "0"]
        odoo += ["--workers", "0", "--http-port", str(port)]
        handle = self.socket.fileno()
        process = subprocess.Popen(
            ["bash", "-c", HAND_OVER, "bash", str(handle), *odoo],
            pass_fds=[handle],
            env={
                **os.environ,
                "ODOO_QUEUE_JOB_CHANNELS": channels,
                "ODOO_QUEUE_JOB_PORT": str(port),
            },
        )
        self.processes.append(process)
        requests.get(f"{self.url}/web/health", timeout=PATIENCE)
        return process

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        self.socket.close()


@contextmanager
def servers(database, workers=0):
    """No process yet; all that were started are stopped at the end."""
    ours = Servers(database, workers)
    try:
        yield ours
    finally:
        ours.stop()


def wait_until(true, seconds, what):
    """Wait until ``true()``; an error says ``what`` did not happen in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} in {seconds} s"
        time.sleep(0.1)
