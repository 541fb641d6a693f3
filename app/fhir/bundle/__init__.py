"""Bundles: what each entry asks for, which resource it is about, what its references point at, and the answer."""
