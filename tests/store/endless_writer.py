"""A process that records one encounter after another and says which are recorded, until it is killed."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from tests.databases import opened
from tests.store.examples import Example, example, example_encounter, unit_of, written

WRITERS = 4


def main(database_url: str, ods_codes: list[str]) -> None:
    """Write for each organisation on a thread of its own; print a line for each encounter after its commit."""
    store = opened(database_url)
    clinics = [written(store, lambda code=code: example(code)) for code in ods_codes]  # type: ignore[misc]

    def write(of: Example) -> None:
        for number in count(1):
            encounter = example_encounter(of, number, needs=6)
            with store.records(of.organisation.id) as records:
                records.commit(unit_of(of, encounter))
            sys.stdout.write(f"{of.organisation.id} {encounter.id}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, clinics))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
