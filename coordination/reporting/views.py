"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("reporting", __name__)
