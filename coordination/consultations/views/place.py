"""Where the pages of the slice hang."""

from flask import Blueprint

blueprint = Blueprint("consultations", __name__)
