"""The `liaison` command: thin, each calls the operations that the pages call. Messages are Chinese, exit codes the usual ones."""

import json
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from config.settings import Settings, SettingsError, load_settings
from liaison import create_app, schema, supervisor
from liaison.accounts.appointing import engage
from liaison.accounts.models import Point, Station, User
from liaison.accounts.operations import NewUser, disable_user, found_station, reset_password
from liaison.accounts.queries import all_stations, point_numbered, user_named
from liaison.database import db, transaction
from liaison.demo.accounts import account_lines
from liaison.demo.loading import run_demo
from liaison.doctor import complaints
from liaison.drafts.listing import as_json
from liaison.drafts.parsing import parse
from liaison.drafts.reading import UnreadableDraft, read_upload
from liaison.errors import Refused
from liaison.grouping.clusters import group_comments
from liaison.permissions import Role
from liaison.reports.models import Report
from liaison.reports.rendering import render
from liaison.reports.value import from_json


@click.group(help="基层立法联系点立法意见征询系统")
def main() -> None:
    """The root command."""


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Runs a command inside the application; what is refused or not configured is said in one line."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            with _app().app_context():
                return command(*args, **kwargs)
        except (Refused, SettingsError) as error:
            raise click.ClickException(str(error)) from error

    return run


def _app() -> Flask:
    return create_app(_settings())


def _settings() -> Settings:
    """What is missing is said in Chinese, one line each, and not as a traceback."""
    try:
        return load_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@main.command(help="启动网页、派工和后台工作（一个命令管三个进程）")
@click.option("--port", type=int, help="端口；不写就从 8000 起找第一个空的")
def serve(port: int | None) -> None:
    settings = _settings()
    sys.exit(supervisor.serve(settings, port, account_lines() if settings.demo else []))


@main.command(help="把数据库升级到最新版本")
def migrate() -> None:
    schema.upgrade(_settings().database_url)


@main.command(help="装入演示资料（只装一次），从草案到文件走一遍，打印文件在哪里")
def demo() -> None:
    settings = _settings()
    if not settings.demo:
        raise click.ClickException(
            "这不是演示环境。要装演示资料，请用 scripts/demo；它的账号密码是公开的，不能用于正式环境"
        )
    schema.upgrade(settings.database_url)
    with create_app(settings).app_context():
        try:
            for line in run_demo(db.session):
                click.echo(line)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal


@main.command(help="检查这套安装：数据库版本、触发器、审计链、文件、字体")
@with_app
def doctor() -> None:
    found = complaints(db.session)
    for complaint in found:
        click.echo(f"✗ {complaint}")
    if found:
        sys.exit(1)
    click.echo("✓ 没有发现问题")


@main.command("parse", help="读一份草案，列出条文和要看一眼的地方")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="输出 JSON")
def parse_file(file: Path, as_data: bool) -> None:
    try:
        read = read_upload(file.name, file.read_bytes())
    except UnreadableDraft as error:
        raise click.ClickException(str(error)) from error
    tree = parse(read.text)
    if as_data:
        click.echo(json.dumps(as_json(tree), ensure_ascii=False))
        return
    for article in as_json(tree)["articles"]:
        click.echo(f"{article['label']}\t{article['text'][:40]}")
    for warning in tree.warnings:
        click.echo(f"请看一眼：{warning.message}", err=True)


@main.command("group", help="把一个文件里的意见归并：每行 {id, text}，输出每行 {id, group}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def group_file(file: Path) -> None:
    for row in group_comments(list(_rows(file))):
        click.echo(json.dumps(row, ensure_ascii=False))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _row(number, line)


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {"id": row["id"], "text": str(row["text"])}
    except (ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f'第 {number} 行不是 {{"id": …, "text": …}} 这样的一行，请改正后再试') from error


@main.command("export", help="把一份已定稿的报告写成文件（docx 就是汇总表）")
@click.argument("report_id", type=int)
@click.option(
    "--format", "wanted", type=click.Choice(["docx", "xlsx", "t2-docx", "t2-xlsx"]), default="docx", show_default=True
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_app
def export(report_id: int, wanted: str, output: Path) -> None:
    report = db.session.get(Report, report_id)
    if report is None:
        raise click.ClickException(f"没有编号为 {report_id} 的报告")
    kind, _, ending = wanted.rpartition("-")
    output.write_bytes(render(from_json(report.value), "t2" if kind else "t1", "xlsx" if ending == "xlsx" else "docx"))
    click.echo(str(output))


@main.group(help="联系点")
def station() -> None:
    """Stations."""


@station.command("found", help="设立联系点，打印它的编号")
@click.argument("name")
@click.option("--city", required=True, help="市")
@click.option("--district", required=True, help="区、县")
@click.option("--short-name", default="", help="简称；不写就用全称")
@click.option("--phone", default="", help="电话")
@with_app
def station_found(**named: str) -> None:
    with transaction(db.session) as session:
        founded = found_station(session, **named, by=None)
    click.echo(f"已设立{founded.name}，编号 {founded.id}")


@station.command("list", help="列出联系点：编号、全称、地方、简称、电话")
@with_app
def station_list() -> None:
    for each in all_stations(db.session):
        click.echo(f"{each.id}\t{each.name}\t{each.city}{each.district}\t{each.short_name}\t{each.phone}")


@main.group(help="账号")
def user() -> None:
    """Accounts."""


@user.command("add", help="新建账号并任职；密码从提示里输入")
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--station", type=int, required=True, help="联系点编号")
@click.option("--point", type=int, help="采集点在联系点里的编号（信息采集员要写）")
@click.password_option(prompt="密码", confirmation_prompt="再输一遍")
@with_app
def user_add(username: str, name: str, role: str, station: int, point: int | None, password: str) -> None:
    with transaction(db.session) as session:
        place = session.get(Station, station)
        if place is None:
            raise Refused(f"没有编号为 {station} 的联系点，用 liaison station list 查")
        new = NewUser(username, name, password)
        engage(session, place, new, Role(role), point=_point(place, point), by=None)
    click.echo(f"已建账号 {username}")


def _point(station: Station, number: int | None) -> Point | None:
    if number is None:
        return None
    found = point_numbered(db.session, station.id, number)
    if found is None:
        raise Refused(f"这个联系点没有编号为 {number} 的采集点")
    return found


@user.command("disable", help="停用账号，立即生效")
@click.argument("username")
@with_app
def user_disable(username: str) -> None:
    with transaction(db.session) as session:
        disable_user(session, _user(username), by=None)
    click.echo(f"已停用 {username}")


@user.command("reset", help="重设密码；原来的登录全部失效")
@click.argument("username")
@click.password_option(prompt="新密码", confirmation_prompt="再输一遍")
@with_app
def user_reset(username: str, password: str) -> None:
    with transaction(db.session) as session:
        reset_password(session, _user(username), password, by=None)
    click.echo(f"已重设 {username} 的密码")


def _user(username: str) -> User:
    found = user_named(db.session, username)
    if found is None:
        raise Refused(f"没有账号“{username}”")
    return found
