import gc

import pytest

from coordination.kernel.memory import uncollected


def test_the_search_for_cycles_waits_and_goes_on_afterwards_also_after_an_error():
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()


def test_as_a_decorator_it_can_be_used_again_and_again():
    @uncollected()
    def working():
        return gc.isenabled()

    assert [working(), working(), gc.isenabled()] == [False, False, True]
