"""OpenAI's vector stores, containers, fine-tuning jobs and videos.

Source: OpenAI API reference, and the types of `openai` 3.54; seen 2026-11-23.
"""

from __future__ import annotations

from understudy.apis.openai_files import FILE
from understudy.apis.openai_shape import kept

FILES_OF_STORE = "/vector_stores/{store}/files"
BATCHES_OF_STORE = "/vector_stores/{store}/file_batches"
FILES_OF_CONTAINER = "/containers/{container}/files"
JOBS = "/fine_tuning/jobs"

PROFILES = (
    kept(
        "vector-stores",
        "openai.types.vector_store.VectorStore",
        "GET,POST /vector_stores",
        "GET,POST,DELETE /vector_stores/{store}",
        begins={"id": ("vs_",)},
        times=("created_at", "last_active_at", "expires_at"),
    ),
    kept(
        "vector-store-files",
        "openai.types.vector_stores.vector_store_file.VectorStoreFile",
        f"GET,POST {FILES_OF_STORE}",
        f"GET,POST,DELETE {FILES_OF_STORE}/{{file}}",
        f"GET {FILES_OF_STORE}/{{file}}/content",
        f"POST {BATCHES_OF_STORE}",
        f"GET {BATCHES_OF_STORE}/{{batch}}",
        f"POST {BATCHES_OF_STORE}/{{batch}}/cancel",
        f"GET {BATCHES_OF_STORE}/{{batch}}/files",
        # A file has the id that it was uploaded with.
        begins={"id": ("vsfb_",)},
        times=("created_at",),
    ),
    kept(
        "vector-store-search",
        "openai.types.vector_store_search_response.VectorStoreSearchResponse",
        "POST /vector_stores/{store}/search",
        begins={},
        times=(),
    ),
    kept(
        "containers",
        "openai.types.container_create_response.ContainerCreateResponse",
        "GET,POST /containers",
        "GET,DELETE /containers/{container}",
        f"GET,POST {FILES_OF_CONTAINER}",
        f"GET,DELETE {FILES_OF_CONTAINER}/{{file}}",
        f"GET {FILES_OF_CONTAINER}/{{file}}/content",
        begins={"id": ("cntr_", "cfile_")},
        times=("created_at", "last_active_at"),
    ),
    kept(
        "fine-tuning",
        "openai.types.fine_tuning.fine_tuning_job.FineTuningJob",
        f"GET,POST {JOBS}",
        f"GET {JOBS}/{{job}}",
        *(f"POST {JOBS}/{{job}}/{verb}" for verb in ("cancel", "pause", "resume")),
        *(f"GET {JOBS}/{{job}}/{listed}" for listed in ("events", "checkpoints")),
        begins={"id": ("ftjob-",), "result_files.*": FILE, "fine_tuned_model": ("ft:",)},
        times=("created_at", "finished_at", "estimated_finish"),
    ),
    kept(
        "videos",
        "openai.types.video.Video",
        "GET,POST /videos",
        "GET,DELETE /videos/{video}",
        "GET /videos/{video}/content",
        "POST /videos/{video}/remix",
        begins={"id": ("video_",)},
        times=("created_at", "completed_at", "expires_at"),
    ),
)
