"""Which task does which kind of job, and in which queue it waits. A test holds this table to the registered handlers."""

from dataclasses import dataclass

INTERACTIVE = "interactive"  # somebody looks at a progress bar
BULK = "bulk"
QUEUES = (INTERACTIVE, BULK)


@dataclass(frozen=True, slots=True)
class Route:
    task: str
    queue: str


ROUTES: dict[str, Route] = {
    "map_draft": Route("worker.map_draft", INTERACTIVE),
    "prepare": Route("worker.prepare", BULK),
    "prepare_carried": Route("worker.prepare_carried", BULK),
    "group": Route("worker.group", BULK),
    "settle": Route("worker.settle", BULK),
    "render": Route("worker.render", INTERACTIVE),
}
