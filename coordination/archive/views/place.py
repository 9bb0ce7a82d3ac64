"""Where the pages of the slice hang."""

from flask import Blueprint

blueprint = Blueprint("archive", __name__)
