"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("circulars", __name__)
