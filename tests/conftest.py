"""What every test can ask for."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.collected",
    "tests.databases",
    "tests.made_once",
    "tests.memory",
    "tests.service",
    "tests.workers",
]

# The first test on a new machine also makes Hypothesis's tables of characters; a slow machine is no fault of a test.
settings.register_profile("everyneed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everyneed")
