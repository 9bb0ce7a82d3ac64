"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("indicators", __name__)
