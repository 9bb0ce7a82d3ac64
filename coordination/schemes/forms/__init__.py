"""Forms about schemes."""

from coordination.kernel.forms import Act
from coordination.schemes.forms.heads import HeadForm, NameForm, TakeInForm
from coordination.schemes.forms.items import ItemForm, WeightsForm, weights_form
from coordination.schemes.forms.units import CohortForm, EntryForm, ExemptForm, WithdrawForm

__all__ = [
    "Act",
    "CohortForm",
    "EntryForm",
    "ExemptForm",
    "HeadForm",
    "ItemForm",
    "NameForm",
    "TakeInForm",
    "WeightsForm",
    "WithdrawForm",
    "weights_form",
]
