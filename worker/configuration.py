"""Celery made from our settings. Each option answers a failure that was seen or measured; the reason stands beside it."""

from typing import Any

from celery import Celery, Task
from flask import Flask
from kombu.entity import Queue

from config.settings import Settings
from worker.folder_broker import SCHEME
from worker.routes import BULK, QUEUES

TASK_MODULES = ("worker.draft_tasks", "worker.preparing_tasks", "worker.grouping_tasks", "worker.report_tasks")
POLL_SECONDS = 0.05  # kombu's second between two looks gave 1.6 tasks a second
VISIBILITY_SECONDS = 600  # longer than any task may run; the shortest value of all programs on one Redis wins
SOCKET_SECONDS = 10.0


def make_celery(flask_app: Flask, settings: Settings, *, patience: float = SOCKET_SECONDS) -> Celery:
    """A Celery whose tasks run inside the application. `patience` bounds each wait for the broker, in seconds."""

    class ContextTask(Task):  # type: ignore[misc]  # celery carries no types
        def __call__(self, *args: object, **kwargs: object) -> object:
            with flask_app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery("liaison", task_cls=ContextTask, set_as_current=True)
    celery.config_from_object(celery_config(settings, patience))
    celery.set_default()
    return celery


def celery_config(settings: Settings, patience: float = SOCKET_SECONDS) -> dict[str, Any]:
    return {
        "imports": TASK_MODULES,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        "result_backend": None,
        "task_queues": [Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]  # kombu carries no types
        "task_default_queue": BULK,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,  # without it a killed child's task counts as done
        "worker_prefetch_multiplier": 1,  # prefetching hides work from idle workers
        "task_soft_time_limit": 120,
        "task_time_limit": 180,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 30.0,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_send_task_events": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": patience,
        "worker_enable_remote_control": not _is_folder(settings),  # replies to dead workers would pile up as files
        **(_folder_options(settings) if _is_folder(settings) else _redis_options(settings, patience)),
    }


def _is_folder(settings: Settings) -> bool:
    return settings.broker_url.startswith("filesystem://")


def _folder_options(settings: Settings) -> dict[str, Any]:
    broker = settings.data_path / "broker"
    broker.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": f"{SCHEME}://",
        "broker_transport_options": {
            "data_folder_in": str(broker / "messages"),
            "data_folder_out": str(broker / "messages"),
            "processed_folder": str(broker / "processed"),
            "control_folder": str(broker / "control"),
            "polling_interval": POLL_SECONDS,
        },
    }


def _redis_options(settings: Settings, patience: float) -> dict[str, Any]:
    return {
        "broker_url": settings.broker_url,
        "visibility_timeout": VISIBILITY_SECONDS,
        "result_backend_transport_options": {"visibility_timeout": VISIBILITY_SECONDS},
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_SECONDS,
            "unacked_restore_interval": 10,  # by default a lost task came back only after some 100 s more
            "unacked_restore_throttle": 1,
            "socket_timeout": patience,
            "socket_connect_timeout": patience,
            "socket_keepalive": True,
        },
    }
