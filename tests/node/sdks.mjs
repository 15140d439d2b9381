// The official SDKs, pointed at one address. A key is demanded and not needed: each sends a dummy.
import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';

export const sdks = (base, more = {}) => ({
  openai: new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: 'dummy', ...more }),
  anthropic: new Anthropic({ baseURL: `${base}/anthropic`, apiKey: 'dummy', ...more }),
  google: new GoogleGenAI({ apiKey: 'dummy', httpOptions: { baseUrl: `${base}/gemini` } }),
  ollama: new Ollama({ host: `${base}/ollama` }),
  aiSdk: createOpenAI({ baseURL: `${base}/openai/v1`, apiKey: 'dummy' }),
});

export async function all(stream) {
  const found = [];
  for await (const each of stream) found.push(each);
  return found;
}
