"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("responsibilities", __name__)
