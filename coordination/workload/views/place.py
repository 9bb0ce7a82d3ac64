"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("workload", __name__)
