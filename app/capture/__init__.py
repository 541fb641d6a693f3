"""The booking-out form and the slip: a translation between the core and a clinician with a family waiting."""
