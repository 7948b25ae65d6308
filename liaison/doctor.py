"""What `liaison doctor` looks at. Each complaint says what is wrong and what to do."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import audit, insert_only, jobs, schema
from liaison.database import settings_of
from liaison.jobs import Job, JobState

SAFE_SQLITE = (3, 51, 3)  # before it, WAL could be corrupted when two connections write and checkpoint together


def complaints(session: Session) -> list[str]:
    return [*_schema(session), *_audit(session), *_jobs(session), *_surroundings(session)]


def _schema(session: Session) -> Iterator[str]:
    connection = session.connection()
    if schema.current(connection.engine) != schema.head():
        yield "数据库不是最新版本，请运行 liaison migrate"
    if lost := insert_only.missing(connection):
        yield f"保护原话和审计的触发器缺了 {len(lost)} 个，请立即停用并联系开发者：{'、'.join(sorted(lost))}"


def _audit(session: Session) -> Iterator[str]:
    if fault := audit.first_fault(session):
        yield f"审计链不完整：{fault}"


def _jobs(session: Session) -> Iterator[str]:
    stuck = len(session.scalars(select(Job.id).where(Job.state == JobState.QUARANTINED)).all())
    if stuck:
        yield f"有 {stuck} 件后台工作多次失败，已经停下，请在“后台工作”页面查看并重试"
    if (wait := jobs.oldest_wait_seconds(session)) > 120:
        yield f"最早的一件后台工作已经等了 {wait:.0f} 秒，请检查派工和后台进程是否在运行"


def _surroundings(session: Session) -> Iterator[str]:
    settings = settings_of(session)
    if settings.database_url.startswith("sqlite") and not settings.demo and sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield f"SQLite {sqlite3.sqlite_version} 低于 3.51.3，多进程生产环境请用 PostgreSQL"
    if shutil.disk_usage(settings.data_path).free < 1 << 30:
        yield f"{settings.data_path} 所在的磁盘不足 1 GiB"
    if shutil.which("fc-list") and not subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout:  # noqa: S607
        yield "这台机器没有中文字体，在这里预览文件会缺字（不影响生成）；可安装 fonts-noto-cjk"
