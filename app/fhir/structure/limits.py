"""How large a received body may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that is accepted; published in the CapabilityStatement.

    `octets` is the length of the body in bytes; `depth` how many objects and lists may lie in one another, the
    outermost counted, at most 250; `entries` how many resources a Bundle or Parameters may hold, those of inner ones
    counted with it; `contained` how many resources one resource may contain.
    """

    octets: int = 10 * 1024 * 1024
    depth: int = 50
    entries: int = 5_000
    contained: int = 100
