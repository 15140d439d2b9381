"""One exchange without its secrets: each value has its placeholder, numbered as they first appear in it.

So a run with another key, with several keys or with none asks the same, and a recording says nothing of any.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from understudy.apis import changed
from understudy.model import Request
from understudy.redact.by_name import labels_in, may_name
from understudy.redact.finder import Change, Finder, applied
from understudy.redact.rules import HidingRules
from understudy.redact.secret import PLACEHOLDER, Secret
from understudy.redact.url import redacted_url
from understudy.wire import NotPlain, encode, parse, style_of
from understudy.wire.coding import CodingDamaged, decoder, encoded

NO_RULES = HidingRules()


class Hiding:
    """What is hidden in one request, and in the answer to it."""

    def __init__(
        self,
        finder: Finder | None,
        labels: Mapping[str, str],
        own: Sequence[Secret] = (),
        rules: HidingRules = NO_RULES,
    ) -> None:
        """The values that are known.

        Args:
            labels: what each of the finder's values is called, `secret:openai-key`.
            own: those that the request itself brought along: what it calls them counts more.
            rules: of the project, which find more.
        """
        self._finders = [finder] if finder else []
        self._labels, self._rules = labels, rules
        self._own = {secret.value: secret for secret in own}
        self._placeholders: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, int] = {}
        if own:
            self.learn({value: secret.label for value, secret in self._own.items()})

    @property
    def depends_on_headers(self) -> bool:
        """Whether a request of the same bytes with other headers might be another one."""
        return any(value in self._own and self._own[value].is_of_headers for _, value in self._placeholders)

    @property
    def has_paths(self) -> bool:
        """Whether `at` does anything."""
        return bool(self._rules.paths)

    def text(self, text: str) -> str:
        """The text with placeholders."""
        changes = self.changes(text)
        return applied(text, changes) if changes else text

    def changes(self, text: str) -> Sequence[Change]:
        """Where placeholders stand, in their order."""
        self.learn(self._learnt(text))
        found: list[Change] = []
        for finder in self._finders:
            for change in finder.changes(text, self._named):
                if not any(each.start < change.end and change.start < each.end for each in found):
                    found.append(change)
        return sorted(found) if len(self._finders) > 1 else found

    def raw(self, content: bytes) -> bytes:
        """The same for bytes, be they text or not; the same ones where nothing is found."""
        self.learn(self._learnt(content.decode("utf-8", "replace")))
        return self._replaced(content)

    def _replaced(self, content: bytes) -> bytes:
        text = before = content.decode("latin-1")
        for finder in self._finders:
            text = finder.replaced(text, self._named)
        return content if text is before else text.encode("latin-1")

    def value(self, value: Any) -> Any:
        """The JSON value with placeholders in its texts and names. Names are visited in their order."""
        match value:
            case str():
                return self.text(value)
            case list() | tuple():
                return [self.value(each) for each in value]
            case Mapping():
                hidden = {name: self.value(value[name]) for name in sorted(value, key=str)}
                return {self.text(name) if isinstance(name, str) else name: hidden[name] for name in value}
        return value

    def request(self, request: Request) -> Request:
        """The request with placeholders in its URL, its body and the type of that; itself where nothing is found."""
        if not self._may_be_in(request):
            return request
        url, body = self._url(request.url), self._body(request)
        headers = request.headers
        if (kind := request.header("content-type")) and (hidden := self.text(kind)) != kind:
            headers = tuple((name, hidden if name.lower() == "content-type" else value) for name, value in headers)
        if url == request.url and body is request.body and headers is request.headers:
            return request
        return replace(request, url=url, headers=headers, body=body)

    def _may_be_in(self, request: Request) -> bool:
        """Whether a closer look is worth its time. Most requests hold nothing, and are asked for often."""
        if self._rules or request.header("content-encoding"):
            return True
        said = request.body.decode("latin-1")
        for text in (said, request.url, request.header("content-type") or ""):
            if may_name(text) or any(finder.may_be_in(text) for finder in self._finders):
                return True
        return False

    def at(self, place: str, value: Any) -> Any:
        """The JSON value without what stands at the paths of rules."""
        for rule in self._rules.paths:
            if rule.place == place:
                value = changed(value, rule.path, partial(self._standing, rule.name))
        return value

    def _standing(self, label: str, value: Any) -> str:
        return self._placeholder(label, value if isinstance(value, str) else json.dumps(value, sort_keys=True))

    def learn(self, labels: Mapping[str, str]) -> None:
        """Hide these, too, from now on."""
        fresh = {value: label for value, label in labels.items() if value not in self._labels}
        if fresh:
            self._labels = {**self._labels, **fresh}
            self._finders.append(Finder(fresh))

    def _url(self, url: str) -> str:
        self.learn(self._learnt(url))
        if not self._found(url):
            return url
        # What is known by name does not count, and is not worth a number.
        known = redacted_url(url)
        return known if (hidden := self.text(known)) == known else hidden

    def _body(self, request: Request) -> bytes:
        body, coding = request.body, request.header("content-encoding")
        if not body or not coding or (undo := decoder(coding)) is None:
            return self._plain(body) if body else body
        try:
            plain = undo.feed(body) + undo.finish()
        except CodingDamaged:
            return self._plain(body)
        hidden = self._plain(plain)
        return body if hidden is plain else encoded(coding, hidden)

    def _plain(self, body: bytes) -> bytes:
        """A body, in which the values of JSON are numbered as its names are sorted: SDKs write them in any order."""
        if self._rules.paths:
            body = self._without_paths(body)
        text = body.decode("latin-1")
        self.learn(labels_in(text))
        found = self._found(text)
        if not self._rules.findings and len(found) < 2:
            return self._replaced(body) if found else body
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError):
            return self.raw(body)
        self.value(parsed)
        return self._replaced(body)

    def _without_paths(self, body: bytes) -> bytes:
        try:
            parsed = parse(body)
        except NotPlain:
            return body
        hidden = self.at("request.body.", parsed)
        if hidden == parsed:
            return body
        style = style_of([(body, parsed)])
        return encode(hidden, style)

    def _learnt(self, text: str) -> Mapping[str, str]:
        labels = labels_in(text)
        return {**labels, **self._rules.learn(text)} if self._rules.findings else labels

    def _found(self, text: str) -> set[str]:
        found: set[str] = set()

        def note(value: str) -> str:
            found.add(value)
            return ""

        for finder in self._finders:
            finder.changes(text, note)
        return found

    def _named(self, value: str) -> str:
        own = self._own.get(value)
        return self._placeholder(own.label if own else self._labels[value], value)

    def _placeholder(self, label: str, value: str) -> str:
        if PLACEHOLDER.fullmatch(value):
            return value
        if (label, value) not in self._placeholders:
            self._numbers[label] = number = self._numbers.get(label, 0) + 1
            self._placeholders[label, value] = f"<{label}:{number}>"
        return self._placeholders[label, value]
