"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)
