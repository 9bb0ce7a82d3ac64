"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__)
