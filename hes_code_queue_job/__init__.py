# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import models


def uninstall_hook(env):
    """No job stays that nothing can run, and that the runner would begin for ever; the
    scheduled action asks for what waits."""
    ours = [("model_name", "=", "hes.query"), ("method_name", "=", "_job_ask")]
    env["queue.job"].search(ours).unlink()
    env["hes.query"]._trigger()
