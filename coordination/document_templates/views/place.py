"""Where the pages of the slice hang."""

from flask import Blueprint

blueprint = Blueprint("document_templates", __name__)
