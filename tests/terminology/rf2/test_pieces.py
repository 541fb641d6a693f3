import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.rf2.pieces import Bytes, Lengths, Starts, gathered_bytes, pieces_differ

TEXTS = st.lists(st.binary(min_size=1, max_size=6), min_size=1, max_size=20)


def laid_out(texts: list[bytes]) -> tuple[Bytes, Starts, Lengths]:
    lengths = np.array([len(each) for each in texts], dtype=np.int32)
    return np.frombuffer(b"".join(texts), dtype=np.uint8), np.cumsum(lengths, dtype=np.int64) - lengths, lengths


@given(TEXTS)
def test_pieces_are_put_one_after_another_in_the_order_asked_for(texts: list[bytes]) -> None:
    text, starts, lengths = laid_out(texts)
    order = list(range(len(texts)))[::-2]
    assert bytes(gathered_bytes(text, starts[order], lengths[order])) == b"".join(texts[each] for each in order)


@given(TEXTS)
def test_pieces_differ_when_a_byte_of_them_does(texts: list[bytes]) -> None:
    changed = [each if at % 2 else each[:-1] + bytes([each[-1] ^ 1]) for at, each in enumerate(texts)]
    text, starts, lengths = laid_out([*texts, *changed])
    half = len(texts)
    differ = pieces_differ(text, starts[:half], starts[half:], lengths[:half])
    assert differ.tolist() == [at % 2 == 0 for at in range(half)]
