"""A sabotaged dispatcher for a control: it sends each nudge once and never again."""

from tests.worker import handlers
from worker import dispatcher

NEARLY_FOR_EVER_MS = 200_000  # more would count as a wrong clock

if __name__ == "__main__":
    handlers.register()
    dispatcher.NUDGE_MS = NEARLY_FOR_EVER_MS
    dispatcher.main()
