"""Sentences stand in the compiled templates, one set for each language; addresses are built once."""

import pytest
from flask import Flask, render_template_string
from flask import session as cookie
from jinja2 import DictLoader

from coordination.kernel.templates import Templates

PAGE = (
    "{{ _('退出') }}|{{ _('共%(count)d个，按公文中的顺序排列。', count=3) }}|"
    "{% set joined = _('退出') ~ '<' %}{{ joined }}"
)


@pytest.fixture
def page(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """A page of our own among the templates of the site, in either language."""
    environment = app.jinja_env
    assert isinstance(environment, Templates)
    assert environment.english is not None
    found = {
        "page.html": PAGE,
        "odd.html": "{{ _('<&>') }}",
        "values.html": "{{ _('%(a)s %(n)d 100%%', a='<b>', n=3) }}",
    }
    for one in (environment, environment.english):
        monkeypatch.setattr(one, "loader", DictLoader(found))

    def rendered(language: str, name: str = "page.html") -> str:
        with app.test_request_context("/"):
            cookie["language"] = language
            return str(app.jinja_env.get_template(name).render())

    return rendered


def test_each_reader_gets_the_own_language_whoever_came_before(page):
    chinese = "退出|共3个，按公文中的顺序排列。|退出&lt;"
    english = page("en")
    assert page("zh_CN") == chinese
    assert page("en") == english
    assert english.startswith("Sign out|")
    assert "退" not in english
    assert "共" not in english


def test_values_in_a_sentence_are_text_and_numbers_keep_their_form(page):
    assert page("zh_CN", "values.html") == "&lt;b&gt; 3 100%"


def test_a_sentence_is_text_and_no_markup(page):
    assert page("zh_CN", "odd.html") == "&lt;&amp;&gt;"


def test_an_address_belongs_to_the_place_where_the_site_is_mounted(app):
    def address(root: str) -> str:
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            return render_template_string("{{ url_for('accounts.language', name='en') }}")

    assert [address(root) for root in ("", "/office", "", "/office")] == [
        "/language/en",
        "/office/language/en",
    ] * 2


def test_addresses_differ_by_their_values_and_the_kind_of_these(app):
    with app.test_request_context("/"):
        shown = "{{ url_for('organizations.units', page=%s) }}"
        found = [render_template_string(shown % value) for value in ("1", "2", "true", "none", "[1, 2]")]
    assert [address.partition("?")[2] for address in found] == [
        "page=1",
        "page=2",
        "page=True",
        "",
        "page=1&amp;page=2",
    ]


def test_an_address_with_its_host_is_never_remembered(app):
    def address(host: str) -> str:
        with app.test_request_context("/", base_url=f"http://{host}"):
            return render_template_string("{{ url_for('accounts.sign_in', _external=true) }}")

    assert [address(host) for host in ("127.0.0.1", "localhost")] == [
        "http://127.0.0.1/sign-in",
        "http://localhost/sign-in",
    ]
