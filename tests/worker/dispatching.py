"""`python -m tests.worker.dispatching`: the product's dispatcher that also knows the tests' kinds."""

from tests.worker import handlers
from worker.dispatcher import main

if __name__ == "__main__":
    handlers.register()
    main()
