"""How fields are typed into."""

from coordination.organizations.forms import OFF

DIGITS = {**OFF, "inputmode": "numeric"}
DECIMAL = {**OFF, "inputmode": "decimal"}
MONTH = {**OFF, "type": "month"}
ROWS = {"rows": 3}
