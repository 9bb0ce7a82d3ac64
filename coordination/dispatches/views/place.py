"""Where the pages of the slice hang."""

from flask import Blueprint

blueprint = Blueprint("dispatches", __name__)
