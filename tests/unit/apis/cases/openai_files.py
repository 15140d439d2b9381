"""OpenAI's files, uploads and batches."""

ID = "rec-a6ad8748dce1"

CASES = [
    ("POST", "/v1/files", "openai-files", "/v1/files", None),
    ("GET", "/v1/files", "openai-files", "/v1/files", None),
    ("POST", "/openai/files", "openai-files", "/v1/files", None),
    ("POST", "/openai/v1/files", "openai-files", "/v1/files", None),
    ("GET", "/v1/files/file-abc", "openai-files", "/v1/files/file-abc", None),
    ("DELETE", "/v1/files/file-abc", "openai-files", "/v1/files/file-abc", None),
    ("GET", "/v1/files/file-abc/content", "openai-files", "/v1/files/file-abc/content", None),
    ("POST", "/v1/uploads", "openai-uploads", "/v1/uploads", None),
    ("POST", "/v1/uploads/upload_1/parts", "openai-uploads", "/v1/uploads/upload_1/parts", None),
    ("POST", "/v1/uploads/upload_1/complete", "openai-uploads", "/v1/uploads/upload_1/complete", None),
    ("POST", "/v1/uploads/upload_1/cancel", "openai-uploads", "/v1/uploads/upload_1/cancel", None),
    ("POST", "/v1/batches", "openai-batches", "/v1/batches", None),
    ("GET", "/v1/batches", "openai-batches", "/v1/batches", None),
    ("GET", "/v1/batches/batch_1", "openai-batches", "/v1/batches/batch_1", None),
    ("POST", "/v1/batches/batch_1/cancel", "openai-batches", "/v1/batches/batch_1/cancel", None),
]

ANSWERS = [
    ("openai-files", {"id": "file-abc", "created_at": 17}, {"id": ID, "created_at": 17}),
    # Somebody else's server, whose files have numbers.
    ("openai-files", {"id": 12, "created_at": "today"}, {"id": 12, "created_at": "today"}),
    ("openai-files", {"id": "my-own"}, {"id": "my-own"}),
    # What a page lists was there before.
    ("openai-files", {"data": [{"id": "file-abc"}]}, {"data": [{"id": "file-abc"}]}),
    # A line of a batch's results, and one of a file that only looks like it.
    (
        "openai-files",
        {"id": "batch_req_1", "custom_id": "a", "response": {"request_id": "req_1", "body": {"id": "chatcmpl-1"}}},
        {
            "id": f"{ID}_1",
            "custom_id": "a",
            "response": {"request_id": "req_1", "body": {"id": f"{ID}_2"}},
        },
    ),
    ("openai-files", {"id": "row-1", "custom_id": "a"}, {"id": "row-1", "custom_id": "a"}),
    (
        "openai-uploads",
        {"id": "upload_1", "file": {"id": "file-abc", "filename": "a"}},
        {"id": ID, "file": {"id": f"{ID}_1", "filename": "a"}},
    ),
    (
        "openai-batches",
        {"id": "batch_1", "input_file_id": "file-in", "output_file_id": "file-out", "error_file_id": None},
        {"id": ID, "input_file_id": "file-in", "output_file_id": f"{ID}_1", "error_file_id": None},
    ),
]
