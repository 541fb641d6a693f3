"""Figures that others have published, beside which ours are read.

Words: a *data set* is a file of the Department for Education in the layout of “explore education statistics”; an
*amount* is a cell that is a number or says why there is none; what is imported is *kept* as a normalised file with an
*entry* in the manifest, and all that is kept together is `Elsewhere`. These figures are public and exact already: no
disclosure control is done to them, and everybody who attacks ours is taken to know them.
"""
