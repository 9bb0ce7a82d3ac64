"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("rankings", __name__)
