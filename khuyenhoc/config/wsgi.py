"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from khuyenhoc.interfaces.logs import report_work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyenhoc.config.settings")
application = get_wsgi_application()
report_work()
