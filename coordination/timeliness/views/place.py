"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("timeliness", __name__)
