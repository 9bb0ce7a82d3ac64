"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("report_forms", __name__)
