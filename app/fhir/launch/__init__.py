"""Opening the form from a provider's own record, with child, referral and clinician in context; and handing back.

SMART App Launch 2.2 (HL7): EHR launch with an authorization code, PKCE and OpenID Connect.
"""
