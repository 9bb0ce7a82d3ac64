"""What a browser makes of the forms."""

from wtforms import Form

from coordination.accounts.forms import CheckboxesField
from coordination.kernel.forms import Required


class Choices(Form):
    one = CheckboxesField("甲乙", [Required("请至少选一项。")], choices=["a", "b"])


def test_a_needed_choice_does_not_make_every_box_needed():
    boxes = [str(box) for box in Choices().one]
    assert len(boxes) == 2
    assert all("required" not in box for box in boxes)
