"""The web server's log of requests: one JSON line each, with neither tokens, query strings nor referrers."""

import json
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from portal import clock
from portal.web.logs import scrub_handlers, scrubbed


class AccessLog(Logger):
    """Gunicorn's logger, with lines of our own."""

    def setup(self, cfg: Any) -> None:
        """Scrub the error log too: it names addresses when a request breaks."""
        super().setup(cfg)
        scrub_handlers(self.error_log)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of one answered request."""
        if self.access_log_enabled:
            self.access_log.info("%s", access_line(resp, environ, request_time))


def access_line(resp: Any, environ: dict[str, Any], request_time: timedelta) -> str:
    """Return the line: when, who asked, what, the answer's status and bytes, and the time taken in milliseconds."""
    return json.dumps(
        {
            "timestamp": clock.now().isoformat(timespec="milliseconds"),
            "event": "request",
            "client": environ.get("REMOTE_ADDR", ""),
            "method": environ.get("REQUEST_METHOD", ""),
            "path": scrubbed(environ.get("PATH_INFO", "")),
            "status": int(str(resp.status)[:3]),
            "bytes": getattr(resp, "sent", 0),
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
    )
