"""What a session hides, and how it names it."""

from __future__ import annotations

import gzip
import json

import pytest

from understudy.apis import profile_named
from understudy.errors import RuleFailed, WrongUse
from understudy.model import Request
from understudy.redact import Secret, Secrets, parse_hiding

URL = "https://api.openai.com/v1/chat/completions"
JSON = ("content-type", "application/json")
CHAT = profile_named("openai-chat")
ONE, TWO = "sk-4fX9aQz7Lm", "sk-8gY2bRw6Np"
ENVIRONMENT = [Secret(TWO, "secret:acme-key")]


def asked(body, key=ONE, url=URL, headers=()):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", url, (("authorization", f"Bearer {key}"), *(headers or (JSON,))), content)


def hidden(request, secrets=None):
    return (secrets or Secrets(ENVIRONMENT)).of(request, CHAT)[0]


def test_a_request_without_them_is_the_same_object():
    """
    Nothing is done to most requests.
    """
    request = asked({"messages": [{"content": "hello"}]})

    assert hidden(request) is request


def test_any_key_gives_the_same_request():
    """
    Whichever the client has, and whatever else the environment holds.
    """
    requests = [
        hidden(asked({"a": f"my key is {key}"}, key), Secrets([*more, Secret(key, "secret:openai-key")])).body
        for key in (ONE, TWO, "sk-1aZ3cSv5Mq")
        for more in ([], [Secret("0ther-V4lue", "secret:openai-key")])
    ]

    assert set(requests) == {b'{"a": "my key is <secret:openai-key:1>"}'}


def test_numbers_count_by_kind_as_names_of_json_are_sorted():
    """
    SDKs write them in any order.
    """
    secrets = Secrets([Secret(ONE, "secret:a"), Secret(TWO, "secret:a"), Secret("0ther-V4lue", "secret:b")])
    bodies = [{"x": ONE, "y": TWO, "z": "0ther-V4lue"}, {"z": "0ther-V4lue", "y": TWO, "x": ONE}]

    said = [json.loads(hidden(asked(body, "test"), secrets).body) for body in bodies]

    assert said == [{"x": "<secret:a:1>", "y": "<secret:a:2>", "z": "<secret:b:1>"}] * 2


def test_the_api_of_the_request_names_its_key():
    """
    Also where a variable of another name holds it.
    """
    assert hidden(asked({"a": TWO}, TWO)).body == b'{"a": "<secret:openai-key:1>"}'
    assert hidden(asked({"a": TWO}, ONE)).body == b'{"a": "<secret:acme-key:1>"}'


def test_a_key_that_came_before_is_known():
    """
    The next request may have none, or another one.
    """
    secrets = Secrets()
    hidden(asked({}), secrets)

    assert hidden(asked({"a": ONE}, "test"), secrets).body == b'{"a": "<secret:openai-key:1>"}'


def test_what_is_asked_says_whether_headers_matter():
    """
    Equal bytes with another key may be another request, unless the environment has it.
    """
    by_header, by_told = (
        secrets.of(asked({"a": key}), CHAT)[1] for secrets, key in ((Secrets(), ONE), (Secrets(ENVIRONMENT), TWO))
    )

    assert by_header.depends_on_headers
    assert not by_told.depends_on_headers


def test_addresses():
    """
    In a path and in a parameter; what is known by its name is `<redacted>` as ever.
    """
    url = f"https://x.example/{TWO}/v1?key={ONE}&note={TWO}%2B"

    assert (
        hidden(asked({}, url=url)).url
        == "https://x.example/<secret:acme-key:1>/v1?key=<redacted>&note=<secret:acme-key:1>%2B"
    )


def test_a_compressed_body_is_compressed_again():
    """
    Always in the same bytes.
    """
    headers = (JSON, ("content-encoding", "gzip"))
    bodies = {
        hidden(asked(gzip.compress(f'{{"a": "{key}"}}'.encode(), mtime=at), key, headers=headers)).body
        for at, key in enumerate((ONE, "sk-1aZ3cSv5Mq"))
    }

    assert [gzip.decompress(body) for body in bodies] == [b'{"a": "<secret:openai-key:1>"}']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"access_token": "ya-4fX9aQz7"}', '{"access_token": "<secret:access-token:1>"}'),
        ('{\\\\"api_key\\\\": \\\\"4fX9aQz7Lm\\\\"}', '{\\\\"api_key\\\\": \\\\"<secret:api-key:1>\\\\"}'),
        ("https://b.example/x?a=b&sig=4fX9aQz7%2Fm%3D", "https://b.example/x?a=b&sig=<secret:signature:1>"),
        (
            "https://b.example/x?X-Amz-Credential=4fX9aQz7",
            "https://b.example/x?X-Amz-Credential=<secret:x-amz-credential:1>",
        ),
        ('{"next_page_token": "4fX9aQz7Lm"}', '{"next_page_token": "4fX9aQz7Lm"}'),
        ('{"max_tokens": 4, "design": "sig=1"}', '{"max_tokens": 4, "design": "sig=1"}'),
    ],
)
def test_what_a_text_itself_calls_a_credential(text, said):
    """
    By the names of fields and of the parameters of signed addresses; what names a page is none.
    """
    assert Secrets().text(text) == said


def test_rules_of_the_project():
    """
    By pattern, by path, by a function, and personal data by its name.
    """

    def customers(text):
        return [word for word in text.split() if word.startswith("customer")]

    rules = parse_hiding(
        ["email", {"pattern": "ACME-([0-9]{4})", "name": "acme"}, {"path": "request.body.user"}, customers]
    )
    body = {
        "user": "anybody",
        "messages": ["\nbob@x.example about ACME-1234 and ACME-5678 to bob@x.example, customer7"],
    }

    said = json.loads(hidden(asked(body, "test"), Secrets((), rules)).body)

    assert said == {
        "user": "<user:1>",
        "messages": ["\n<email:1> about ACME-<acme:1> and ACME-<acme:2> to <email:1>, <customers:1>"],
    }


def test_a_rule_that_fails_says_which_it_is():
    """
    And nothing of what it was given.
    """

    def careless(text):
        raise ValueError(text)

    with pytest.raises(RuleFailed, match="'careless' failed: ValueError") as failed:
        hidden(asked({"a": "private"}), Secrets((), parse_hiding([careless])))

    assert "private" not in str(failed.value)


@pytest.mark.parametrize(
    "rule",
    [
        "mails",
        {"pattern": "x"},
        {"pattern": "(", "name": "x"},
        {"pattern": "x*", "name": "x"},
        {"path": "response.status"},
        {"pattern": "x", "name": "X y"},
        7,
        "no.such.module:function",
        "json:nothing",
    ],
)
def test_what_is_no_rule(rule):
    """
    Is said when the session opens.
    """
    with pytest.raises(WrongUse, match="redact: "):
        parse_hiding([rule])
