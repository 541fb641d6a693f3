"""What benchmarks of an indexed edition share: the terms they search, and the engines they search beside."""
