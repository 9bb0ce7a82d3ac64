"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("transmissions", __name__)
