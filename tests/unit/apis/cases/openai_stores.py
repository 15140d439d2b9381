"""OpenAI's vector stores, containers, fine-tuning jobs and videos."""

ID = "rec-a6ad8748dce1"
FILES, BATCHES = "/v1/vector_stores/vs_1/files", "/v1/vector_stores/vs_1/file_batches"

CASES = [
    ("POST", "/v1/vector_stores", "openai-vector-stores", "/v1/vector_stores", None),
    ("GET", "/openai/v1/vector_stores/vs_1", "openai-vector-stores", "/v1/vector_stores/vs_1", None),
    ("DELETE", "/v1/vector_stores/vs_1", "openai-vector-stores", "/v1/vector_stores/vs_1", None),
    ("POST", "/v1/vector_stores/vs_1/search", "openai-vector-store-search", "/v1/vector_stores/vs_1/search", None),
    ("POST", FILES, "openai-vector-store-files", FILES, None),
    ("GET", FILES, "openai-vector-store-files", FILES, None),
    ("GET", f"{FILES}/file-a", "openai-vector-store-files", f"{FILES}/file-a", None),
    ("GET", f"{FILES}/file-a/content", "openai-vector-store-files", f"{FILES}/file-a/content", None),
    ("POST", BATCHES, "openai-vector-store-files", BATCHES, None),
    ("GET", f"{BATCHES}/vsfb_1", "openai-vector-store-files", f"{BATCHES}/vsfb_1", None),
    ("POST", f"{BATCHES}/vsfb_1/cancel", "openai-vector-store-files", f"{BATCHES}/vsfb_1/cancel", None),
    ("GET", f"{BATCHES}/vsfb_1/files", "openai-vector-store-files", f"{BATCHES}/vsfb_1/files", None),
    ("POST", "/v1/containers", "openai-containers", "/v1/containers", None),
    ("GET", "/v1/containers/c/files/f/content", "openai-containers", "/v1/containers/c/files/f/content", None),
    ("POST", "/v1/fine_tuning/jobs", "openai-fine-tuning", "/v1/fine_tuning/jobs", None),
    ("GET", "/v1/fine_tuning/jobs/ftjob-1/events", "openai-fine-tuning", "/v1/fine_tuning/jobs/ftjob-1/events", None),
    ("POST", "/v1/fine_tuning/jobs/ftjob-1/cancel", "openai-fine-tuning", "/v1/fine_tuning/jobs/ftjob-1/cancel", None),
    ("POST", "/v1/videos", "openai-videos", "/v1/videos", None),
    ("GET", "/v1/videos/video_1/content", "openai-videos", "/v1/videos/video_1/content", None),
]

ANSWERS = [
    ("openai-vector-stores", {"id": "vs_1", "name": "vs_1 too"}, {"id": ID, "name": "vs_1 too"}),
    ("openai-vector-store-files", {"id": "vsfb_1", "vector_store_id": "vs_1"}, {"id": ID, "vector_store_id": "vs_1"}),
    ("openai-vector-store-files", {"id": "file-a"}, {"id": "file-a"}),
    ("openai-containers", {"id": "cntr_1", "name": "box"}, {"id": ID, "name": "box"}),
    (
        "openai-fine-tuning",
        {"id": "ftjob-1", "training_file": "file-in", "result_files": ["file-out"], "fine_tuned_model": "ft:gpt:me:1"},
        {"id": ID, "training_file": "file-in", "result_files": [f"{ID}_1"], "fine_tuned_model": f"{ID}_2"},
    ),
    ("openai-videos", {"id": "video_1", "prompt": "a cat"}, {"id": ID, "prompt": "a cat"}),
]
