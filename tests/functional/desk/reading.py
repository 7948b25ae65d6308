"""What a person sees on a page of the desk."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement


@dataclass(frozen=True)
class Line:
    """One line of what waits."""

    wait: str
    what: str
    verb: str
    url: str


def page(client: FlaskClient, path: str = "/") -> HtmlElement:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: HtmlElement) -> str:
    """As they are read on the screen, without what is only heard."""
    spoken = element.xpath(".//text()[not(ancestor::*[contains(@class, 'visually-hidden')])]")
    return re.sub(r"\s+", " ", "".join(spoken)).strip()


def main_of(client: FlaskClient, path: str = "/") -> str:
    return words(page(client, path).xpath("//main")[0])


def lines(client: FlaskClient, path: str = "/") -> list[Line]:
    """What waits, in the order of the page."""
    found = page(client, path).xpath("//ol[@class='todo']/li")
    return [
        Line(
            wait=words(each.xpath("./span")[0]),
            what=words(each.xpath("./p")[0]),
            verb=words(each.xpath("./a")[0]),
            url=each.xpath("./a/@href")[0],
        )
        for each in found
    ]


def filled(client: FlaskClient, path: str = "/") -> list[str]:
    """The filled buttons: there is one at most."""
    return [words(each) for each in page(client, path).xpath("//main//*[contains(@class, 'btn-primary')]")]


def navigation(client: FlaskClient, path: str = "/help") -> list[str]:
    return [words(each) for each in page(client, path).xpath("//nav[contains(@class, 'nav-main')]//a")]


def links(client: FlaskClient, path: str = "/") -> set[str]:
    return set(page(client, path).xpath("//main//a/@href"))
