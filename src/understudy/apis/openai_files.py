"""OpenAI's files, uploads in parts, and batches; and those of servers that have them under the same paths.

Source: OpenAI API reference, the types of `openai` 3.54, Groq's and Together's references; seen 2026-11-23. Ids begin
with `file-` at OpenAI, with `assistant-` and `batch_` at Azure, with `file_` at Groq and Anthropic. The results of a
batch are lines of JSON, sent as `application/octet-stream`.
"""

from __future__ import annotations

from dataclasses import replace

from understudy.apis.openai_shape import ITEM, kept
from understudy.apis.profile import Stable

FILE = ("file-", "file_", "assistant-")
ANSWERS = ("chatcmpl-", "cmpl-", "resp_", "modr-", "embd-")

# A line of a batch's results. What else a file holds is its owner's, whatever it looks like.
RESULT = (
    Stable("id", ITEM, begins=("batch_req_",)),
    Stable("response.body.id", ITEM, begins=ANSWERS),
    Stable("response.body.choices.*.message.tool_calls.*.id", ITEM, begins=("call_",)),
    Stable("response.body.output.*.call_id", ITEM, begins=("call_",)),
    Stable("response.body.output.*.id", ITEM, begins=("msg_", "fc_", "rs_")),
)
RESULT_NOISE = ("request_id", "body.created", "body.created_at", "body.completed_at", "body.system_fingerprint")

_FILES = kept(
    "files",
    "openai.types.file_object.FileObject",
    "GET,POST /files",
    "GET,DELETE /files/{file}",
    "GET /files/{file}/content",
    begins={"id": FILE},
    times=("created_at", "expires_at"),
)

PROFILES = (
    replace(
        _FILES,
        stable=(*RESULT, *_FILES.stable),
        noise=(*_FILES.noise, *(f"response.{path}" for path in RESULT_NOISE)),
    ),
    kept(
        "uploads",
        "openai.types.upload.Upload",
        "POST /uploads",
        "POST /uploads/{upload}/parts",
        "POST /uploads/{upload}/complete",
        "POST /uploads/{upload}/cancel",
        begins={"id": ("upload_", "upload-", "part_", "part-"), "file.id": FILE},
        times=("created_at", "expires_at", "file.created_at", "file.expires_at"),
    ),
    kept(
        "batches",
        "openai.types.batch.Batch",
        "GET,POST /batches",
        "GET /batches/{batch}",
        "POST /batches/{batch}/cancel",
        begins={"id": ("batch_", "batch-"), "output_file_id": FILE, "error_file_id": FILE},
        times=tuple(
            f"{event}_at"
            for event in (
                "created",
                "in_progress",
                "expires",
                "finalizing",
                "completed",
                "failed",
                "expired",
                "cancelling",
                "cancelled",
            )
        ),
    ),
)
