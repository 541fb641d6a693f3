"""EveryNeed: what disabled children need, recorded once, used many times."""

__version__ = "0.6.0"
