"""The blueprint of the slice."""

from flask import Blueprint

blueprint = Blueprint("spreadsheets", __name__)
