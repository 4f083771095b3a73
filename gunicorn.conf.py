"""How gunicorn serves the portal; the command line beats what stands here."""

import sys
from typing import Any

from portal.config import WrongSetting, instance_folder, made, settings
from portal.web.access_log import AccessLog

logger_class = AccessLog
accesslog = "-"
worker_class = "gthread"
threads = 8


def on_starting(_: Any) -> None:
    """Stop with one line when a setting is wrong, before any worker finds out and is started over and over."""
    try:
        settings(made(instance_folder()))
    except WrongSetting as fault:
        sys.exit(f"Error: {fault}")
