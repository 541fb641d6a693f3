"""One slip of a letter, by its definition."""


def is_one_slip(typed: str, meant: str) -> bool:
    """By the definition: the texts differ by one of the four errors, and not in their digits."""
    if typed == meant or [c for c in typed if c.isdecimal()] != [c for c in meant if c.isdecimal()]:
        return False
    if len(typed) == len(meant):
        differing = [place for place, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1
        first, last = differing[0], differing[-1] + 1
        return len(differing) == 1 or (swapped and typed[first:last] == meant[first:last][::-1])
    shorter, longer = sorted((typed, meant), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
