"""Appointments: booked, moved and given up by hand, or by a file of the booking system, row by row."""
