"""The page by which the reasons and the waiting time of a referral are changed after it was added."""
