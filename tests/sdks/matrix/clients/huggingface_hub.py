"""Hugging Face's `InferenceClient` at a server of one's own, with OpenAI's surface or the hub's."""

from __future__ import annotations

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case
from huggingface_hub import AsyncInferenceClient, InferenceClient
from huggingface_hub.errors import HfHubHTTPError

DISTRIBUTIONS = ("huggingface_hub",)
ENVIRONMENT = "frameworks"


@case("chat")
def chat(servers: Servers) -> object:
    with InferenceClient(base_url=f"{servers.mlx}/v1", token="none") as client:
        return client.chat_completion(HI, model="default_model", max_tokens=8, temperature=0.7)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    with InferenceClient(base_url=f"{servers.mlx}/v1", token="none") as client:
        return list(client.chat_completion(HI, model="default_model", max_tokens=8, stream=True))


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with AsyncInferenceClient(base_url=f"{servers.mlx}/v1", token="none") as client:
        return await client.chat_completion(HI, model="default_model", max_tokens=8)


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with AsyncInferenceClient(base_url=f"{servers.mlx}/v1", token="none") as client:
        stream = await client.chat.completions.create(HI, model="default_model", max_tokens=8, stream=True)
        return [chunk async for chunk in stream]


@case("tools")
def tools(servers: Servers) -> object:
    with InferenceClient(base_url=servers.aimock, token="none") as client:
        return client.chat_completion(USE_A_TOOL, tools=TOOLS, tool_choice="auto")


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with AsyncInferenceClient(base_url=servers.aimock, token="none") as client:
        return await client.chat_completion(USE_A_TOOL, tools=TOOLS, tool_choice="auto")


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    with InferenceClient(base_url=servers.aimock, token="none") as client:
        return list(client.chat_completion(USE_A_TOOL, tools=TOOLS, stream=True))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with AsyncInferenceClient(base_url=servers.aimock, token="none") as client:
        return [chunk async for chunk in await client.chat_completion(USE_A_TOOL, tools=TOOLS, stream=True)]


@case("embeddings")
def feature_extraction(servers: Servers) -> object:
    with InferenceClient(model=f"{servers.edge}/models/tiny/pipeline/feature-extraction", token="none") as client:
        return client.feature_extraction("one").tolist()


@case("embeddings")
async def feature_extraction_async(servers: Servers) -> object:
    url = f"{servers.edge}/models/tiny/pipeline/feature-extraction"
    async with AsyncInferenceClient(model=url, token="none") as client:
        return (await client.feature_extraction("one")).tolist()


@case("text generation")
def text_generation(servers: Servers) -> object:
    with InferenceClient(model=f"{servers.edge}/models/tiny/text-generation", token="none") as client:
        return client.text_generation("one", max_new_tokens=2)


@case("text generation")
async def text_generation_async(servers: Servers) -> object:
    async with AsyncInferenceClient(model=f"{servers.edge}/models/tiny/text-generation", token="none") as client:
        return await client.text_generation("one", max_new_tokens=2)


@case("text generation", stream=True)
def text_generation_stream(servers: Servers) -> object:
    with InferenceClient(model=f"{servers.edge}/models/tiny/text-generation", token="none") as client:
        return list(client.text_generation("one", stream=True, details=True))


@case("text generation", stream=True)
async def text_generation_stream_async(servers: Servers) -> object:
    async with AsyncInferenceClient(model=f"{servers.edge}/models/tiny/text-generation", token="none") as client:
        return [token async for token in await client.text_generation("one", stream=True)]


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    with InferenceClient(base_url=servers.aimock, token="none") as client:
        try:
            return client.chat_completion([{"role": "user", "content": "what?"}])
        except HfHubHTTPError as error:
            return error
