"""The tables that join jobs, tasks and queues say the same as the code."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from config.settings import Settings
from liaison import jobs, supervisor
from tests.worker.processes import WORKER_OPTIONS
from worker.configuration import celery_config, make_celery
from worker.routes import QUEUES, ROUTES

LONGEST_DELAY_SECONDS = jobs.LONGEST_DELAY_MS / 1000


def product_routes() -> dict[str, str]:
    return {kind: route.task for kind, route in ROUTES.items() if not kind.startswith("test_")}


def test_every_kind_of_job_has_a_task_and_every_task_a_kind(app: Flask) -> None:
    kinds = {kind for kind in jobs.registered_kinds() if not kind.startswith("test_")}
    assert kinds == set(product_routes())


def test_every_task_named_is_registered_and_every_queue_named_is_consumed(app: Flask, settings: Settings) -> None:
    celery = make_celery(app, settings)
    celery.loader.import_default_modules()
    assert set(product_routes().values()) <= set(celery.tasks)
    assert {route.queue for route in ROUTES.values()} <= set(QUEUES)
    assert set(celery.amqp.queues.consume_from) == set(QUEUES)


def test_a_lost_message_comes_back_only_after_every_task_has_ended(settings: Settings) -> None:
    config = celery_config(replace(settings, broker_url="redis://localhost:6379/0"))
    places = (config, config["broker_transport_options"], config["result_backend_transport_options"])
    assert {place["visibility_timeout"] for place in places} == {600}
    assert config["task_soft_time_limit"] < config["task_time_limit"] < 600
    assert LONGEST_DELAY_SECONDS <= 60


@pytest.mark.parametrize("broker", ["filesystem://", "redis://localhost:6379/0"])
def test_messages_are_json_late_acknowledged_and_never_prefetched(settings: Settings, broker: str) -> None:
    config = celery_config(replace(settings, broker_url=broker))
    assert config["accept_content"] == ["json"]
    assert config["task_acks_late"]
    assert config["task_reject_on_worker_lost"]
    assert config["worker_prefetch_multiplier"] == 1
    assert config["result_backend"] is None
    assert not config["worker_hijack_root_logger"]


def test_the_folder_broker_is_looked_into_often_enough(settings: Settings) -> None:
    """With the library's own second between two looks, a worker did 1.6 tasks a second."""
    options = celery_config(settings)["broker_transport_options"]
    assert options["polling_interval"] <= 0.05
    assert Path(options["data_folder_in"]).is_relative_to(settings.data_path)
    assert options["data_folder_in"] == options["data_folder_out"]


def test_the_worker_of_the_tests_is_started_as_serve_starts_it() -> None:
    assert tuple(supervisor.WORKER_OPTIONS) == WORKER_OPTIONS
