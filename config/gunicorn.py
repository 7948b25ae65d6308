"""gunicorn: `gunicorn -c python:config.gunicorn wsgi:app`.

One process with threads is right for SQLite and for limits counted in memory; with PostgreSQL and Redis set
LIAISON_WEB_PROCESSES to the number of cores.
"""

import os

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = int(os.environ.get("LIAISON_WEB_PROCESSES", "1"))
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 5
accesslog = None  # addresses of citizens are nobody's business
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
