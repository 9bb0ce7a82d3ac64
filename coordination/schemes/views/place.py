"""Where the pages of the slice hang."""

from flask import Blueprint

blueprint = Blueprint("schemes", __name__)
