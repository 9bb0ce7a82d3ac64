"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("completion", __name__)
