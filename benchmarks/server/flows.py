"""Writes a file of one flow for mitmdump's server replay. Run by mitmproxy's Python: FILE QUESTION ANSWER."""

import sys
from pathlib import Path

from mitmproxy.http import HTTPFlow, Request, Response
from mitmproxy.io import FlowWriter
from mitmproxy.test.tflow import tclient_conn, tserver_conn

file, question, answer = sys.argv[1:]
flow = HTTPFlow(tclient_conn(), tserver_conn())
headers = {"content-type": "application/json", "host": "127.0.0.1"}
url = "http://upstream.test/v1/chat/completions"
flow.request = Request.make("POST", url, Path(question).read_bytes(), headers)
flow.response = Response.make(200, Path(answer).read_bytes(), {"content-type": "text/event-stream; charset=utf-8"})
with open(file, "wb") as out:
    FlowWriter(out).add(flow)
