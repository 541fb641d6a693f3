"""From what each field of the submission is made, by which rule, or why it is left blank."""
