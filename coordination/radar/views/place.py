"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("radar", __name__)
