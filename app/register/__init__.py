"""Children, referrals, clinics and the day's list: who is expected, and the record behind each name."""
