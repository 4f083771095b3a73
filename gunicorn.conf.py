"""How gunicorn serves the portal; the command line beats what stands here."""

from portal.web.access_log import AccessLog

logger_class = AccessLog
accesslog = "-"
worker_class = "gthread"
threads = 4
