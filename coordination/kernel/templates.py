"""Templates compiled once for each language, and addresses built once.

A page of fifty rows asks for some two hundred sentences and addresses. What is the same in every
row and every request is put in when the template is compiled, or remembered for the process.
"""

from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import Any

import jinja2
from babel.support import NullTranslations, Translations
from flask import Flask, request, url_for
from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup, escape

from coordination.kernel.web import is_english

ADDRESSES_KEPT = 4096
SENTENCE = ("name", "lparen", "string")


def filled(sentence: str, **values: object) -> Markup:
    """The sentence with its values, which are text and no markup."""
    safe = {name: value if isinstance(value, int) else escape(value) for name, value in values.items()}
    return Markup(sentence % safe)  # noqa: S704  the sentence is ours, the values are escaped


class Sentences(Extension):
    """Puts the sentence itself, in the language of the environment, in place of `_('…')`; with values,
    `filled('…', name=…)`."""

    identifier = "coordination.sentences"

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        environment.globals["filled"] = filled

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        window: list[Token] = []
        for token in stream:
            window.append(token)
            if len(window) == len(SENTENCE) + 1:
                yield from self._shortened(window)
        yield from window

    def _shortened(self, window: list[Token]) -> Iterator[Token]:
        """Hand on the first token of the window, or what stands in place of all of it."""
        name, opening, sentence, after = window
        if name.value != "_" or tuple(token.type for token in window[:3]) != SENTENCE:
            yield window.pop(0)
            return
        told = Token(sentence.lineno, "string", self._translated(sentence.value))
        if after.type == "rparen":
            window.clear()
            yield told
        elif after.type == "comma":
            window.clear()
            yield from (Token(name.lineno, "name", "filled"), opening, told, after)
        else:
            yield window.pop(0)

    def _translated(self, sentence: str) -> str:
        catalogue: NullTranslations | None = getattr(self.environment, "catalogue", None)
        return sentence if catalogue is None else str(catalogue.ugettext(sentence))


class Page(Template):
    """A template whose macros are made once: all templates have the same globals, so an import without
    context need not compare them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Templates(Environment):
    """The environment of the site: Chinese, with a second one for who reads English."""

    template_class = Page
    catalogue: NullTranslations | None = None
    english: "Templates | None" = None

    def speak_english(self, folder: str) -> None:
        """Compile a second set of templates, with the English catalogue of this folder."""
        self.add_extension(Sentences)
        other = self.overlay()
        assert isinstance(other, Templates)  # noqa: S101  an overlay is of the same class
        other.catalogue, other.english = Translations.load(folder, ["en"]), None
        self.english = other

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if self.english is not None and is_english():
            return self.english._load_template(name, globals)
        return super()._load_template(name, globals)


def remember_addresses(app: Flask) -> None:
    """Give the templates a `url_for` that builds each address once per process.

    An address of ours depends on the endpoint, its values and where the site is mounted.
    """

    @lru_cache(maxsize=ADDRESSES_KEPT, typed=True)
    def built(_root: str, _blueprint: str | None, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, **values)

    def address(endpoint: str, **values: Any) -> str:
        if "_external" in values:
            return url_for(endpoint, **values)
        relative = request.blueprint if endpoint[0] == "." else None
        try:
            return built(request.environ.get("SCRIPT_NAME", ""), relative, endpoint, **values)
        except TypeError:  # a list among the values cannot be remembered
            return url_for(endpoint, **values)

    app.jinja_env.globals["url_for"] = address
