"""What a measure means: counting in plain Python, over what is known of each child."""
