"""openai: embeddings, images, speech, transcriptions, files."""

from __future__ import annotations

from case import Servers, case
from openai import AsyncOpenAI, OpenAI

DISTRIBUTIONS = ("openai",)
ENVIRONMENT = "dev"

SOUND = ("said.mp3", b"ID3\x04\x00\x00\xff\xfb not much of a sound", "audio/mpeg")
LINES = ("lines.jsonl", '{"said": "Grüße"}\n'.encode(), "application/jsonl")


def client(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


def client_async(url: str) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


@case("embeddings")
def embeddings(servers: Servers) -> object:
    """As floats; without a word the SDK asks for base64 and makes floats of it."""
    with client(servers.aimock) as openai:
        floats = openai.embeddings.create(model="e", input=["hi", "unicode"], encoding_format="float")
        return floats, openai.embeddings.create(model="e", input="hi")


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        return await openai.embeddings.create(model="e", input="hi")


@case("images")
def image(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        return openai.images.generate(model="gpt-image-1", prompt="a red dot")


@case("images")
async def image_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        return await openai.images.generate(model="gpt-image-1", prompt="a red dot")


@case("speech")
def speech(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        sound = openai.audio.speech.create(model="tts-1", voice="alloy", input="say it")
        return sound.content, sound.response.headers


@case("speech")
async def speech_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        return (await openai.audio.speech.create(model="tts-1", voice="alloy", input="say it")).content


@case("speech", stream=True)
def speech_stream(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        asked = openai.audio.speech.with_streaming_response
        with asked.create(model="tts-1", voice="alloy", input="say it") as sound:
            return b"".join(sound.iter_bytes(chunk_size=16))


@case("speech", stream=True)
async def speech_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        asked = openai.audio.speech.with_streaming_response
        async with asked.create(model="tts-1", voice="alloy", input="say it") as sound:
            return [piece async for piece in sound.iter_bytes(chunk_size=16)]


@case("transcriptions")
def transcription(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        plainly = openai.audio.transcriptions.create(model="whisper-1", file=SOUND)
        return plainly, openai.audio.transcriptions.create(
            model="whisper-1", file=SOUND, response_format="verbose_json"
        )


@case("transcriptions")
async def transcription_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        return await openai.audio.transcriptions.create(model="whisper-1", file=SOUND)


@case("files")
def files(servers: Servers) -> object:
    """Upload one, see it among others, ask for it, delete it."""
    with client(servers.aimock) as openai:
        file = openai.files.create(file=LINES, purpose="batch")
        listed = [each for each in openai.files.list() if each.id == file.id]
        return file, listed, openai.files.retrieve(file.id), openai.files.delete(file.id)


@case("files")
async def files_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        file = await openai.files.create(file=LINES, purpose="user_data")
        return file, await openai.files.retrieve(file.id), await openai.files.delete(file.id)


@case("contents of files")
def content(servers: Servers) -> object:
    with client(servers.edge) as openai:
        return openai.files.content("file-1").content


@case("contents of files")
async def content_async(servers: Servers) -> object:
    async with client_async(servers.edge) as openai:
        return (await openai.files.content("file-1")).content
