"""What is asked of a child's circumstances at the register: home, education, work, disability and safeguarding."""
