"""The WSGI entry: granian and gunicorn serve `app:app`."""

from coordination.factory import create_app

app = create_app()
