// What users do with the official SDKs. Each call gives what the user gets to see.
import { embed, experimental_generateImage, generateImage, generateText, jsonSchema, streamText, tool } from 'ai';
import { all } from './sdks.mjs';

const RED = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const BLUE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADAgH/4H0c6AAAAABJRU5ErkJggg==';
const place = { type: 'object', properties: { location: { type: 'string' }, unit: { type: 'string' } } };
const user = (content) => [{ role: 'user', content }];

const openai = {
  chat: (s) => s.openai.chat.completions.create({ model: 'gpt-4o', messages: user('hi') }),
  stream: async (s) =>
    all(await s.openai.chat.completions.create({ model: 'gpt-4o', messages: user('unicode, please'), stream: true })),
  tools: async (s) =>
    all(
      await s.openai.chat.completions.create({
        model: 'gpt-4o',
        messages: user('use a tool'),
        tools: [{ type: 'function', function: { name: 'get_weather', parameters: place } }],
        stream: true,
      }),
    ),
  picture: (s) => s.openai.chat.completions.create({ model: 'gpt-4o', messages: user(shown(RED)) }),
  'another picture': (s) => s.openai.chat.completions.create({ model: 'gpt-4o', messages: user(shown(BLUE)) }),
  response: (s) => s.openai.responses.create({ model: 'gpt-4o', input: 'hi' }),
  'response stream': async (s) => all(await s.openai.responses.create({ model: 'gpt-4o', input: 'hi', stream: true })),
  embeddings: (s) => 
    s.openai.embeddings.create({ model: 'text-embedding-3-small', input: ['hi', 'ho'], encoding_format: 'float' }),
  image: (s) => s.openai.images.generate({ model: 'gpt-image-1', prompt: 'a red dot' }),
  models: async (s) => all(await s.openai.models.list()),
};

const anthropic = {
  message: (s) => s.anthropic.messages.create({ model: 'claude-x', max_tokens: 9, messages: user('hi') }),
  stream: async (s) =>
    all(await s.anthropic.messages.create({ model: 'claude-x', max_tokens: 9, messages: user('hi'), stream: true })),
  'final message': (s) =>
    s.anthropic.messages.stream({ model: 'claude-x', max_tokens: 8, messages: user('unicode') }).finalMessage(),
  tools: (s) =>
    s.anthropic.messages.create({
      model: 'claude-x',
      max_tokens: 9,
      messages: user('use a tool'),
      tools: [{ name: 'get_weather', input_schema: place }],
    }),
  picture: (s) =>
    s.anthropic.messages.create({
      model: 'claude-x',
      max_tokens: 9,
      messages: user([
        { type: 'text', text: 'hi' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: RED } },
      ]),
    }),
};

const google = {
  content: async (s) => said(await s.google.models.generateContent({ model: 'gemini-x', contents: 'hi' })),
  stream: async (s) =>
    (await all(await s.google.models.generateContentStream({ model: 'gemini-x', contents: 'hi' }))).map(said),
  picture: async (s) =>
    said(
      await s.google.models.generateContent({
        model: 'gemini-x',
        contents: [{ text: 'hi' }, { inlineData: { mimeType: 'image/png', data: RED } }],
      }),
    ),
};

const ollama = {
  chat: (s) => s.ollama.chat({ model: 'm', messages: user('hi') }),
  stream: async (s) => all(await s.ollama.chat({ model: 'm', messages: user('hi'), stream: true })),
  picture: (s) => s.ollama.chat({ model: 'm', messages: [{ role: 'user', content: 'hi', images: [RED] }] }),
};

const tools = { get_weather: tool({ inputSchema: jsonSchema(place) }) };
const ai = {
  text: async (s) => seen(await generateText({ model: s.aiSdk.chat('gpt-4o'), prompt: 'hi' })),
  'text of a response': async (s) => seen(await generateText({ model: s.aiSdk('gpt-4o'), prompt: 'hi' })),
  tools: async (s) => seen(await generateText({ model: s.aiSdk.chat('gpt-4o'), prompt: 'use a tool', tools })),
  stream: async (s) => all(streamText({ model: s.aiSdk.chat('gpt-4o'), prompt: 'unicode' }).textStream),
  'stream of a response': async (s) => all(streamText({ model: s.aiSdk('gpt-4o'), prompt: 'hi' }).textStream),
  embedding: async (s) =>
    (await embed({ model: s.aiSdk.embedding('text-embedding-3-small'), value: 'hi' })).embedding,
  image: async (s) =>
    (await (generateImage ?? experimental_generateImage)({ model: s.aiSdk.image('dall-e-3'), prompt: 'a red dot' })).image
      .base64,
};

const shown = (picture) => [
  { type: 'text', text: 'hi' },
  { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
];
// Headers of the answer are all there when it is live; a recording keeps those that matter.
const said = ({ sdkHttpResponse, ...rest }) => rest;
const seen = ({ text, finishReason, usage, toolCalls }) => ({
  text,
  finishReason,
  usage,
  toolCalls: toolCalls.map(({ toolName, input }) => ({ toolName, input })),
});

export const calls = Object.fromEntries(
  Object.entries({ openai, anthropic, google, ollama, ai }).flatMap(([sdk, its]) =>
    Object.entries(its).map(([name, call]) => [`${sdk}: ${name}`, call]),
  ),
);
