// Asks for what recordings of format 1 hold, with the SDK for it, and compares what comes with what is recorded.
// usage: node recordings.mjs ADDRESS FOLDER     prints {"played": …, "failures": […]} as JSON
import { isDeepStrictEqual } from 'node:util';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { all, sdks } from './sdks.mjs';

const [address, folder] = process.argv.slice(2);

// Python's SDK has arguments that become part of the body or the query; Node's has them beside the body.
const openai = (method) => (s, { extra_body, extra_query, extra_headers, timeout, ...body }) =>
  method(s.openai)({ ...body, ...extra_body }, { query: extra_query, headers: extra_headers });
const METHODS = {
  '/v1/chat/completions': openai((client) => (...a) => client.chat.completions.create(...a)),
  '/v1/completions': openai((client) => (...a) =>
    'messages' in a[0] ? client.chat.completions.create(...a) : client.completions.create(...a)),
  '/v1/embeddings': openai((client) => (...a) =>
    client.embeddings.create({ encoding_format: 'float', ...a[0] }, a[1])),
  '/api/chat': (s, body) => s.ollama.chat(body),
  '/api/generate': (s, body) => s.ollama.generate(body),
  '/api/embed': (s, body) => s.ollama.embed(body),
  '/api/ps': (s) => s.ollama.ps(),
  '/api/tags': (s) => s.ollama.list(),
};

const isStream = (answer) => typeof answer?.[Symbol.asyncIterator] === 'function' && !('object' in answer);

async function played(document) {
  const scope = document.test_id ?? document.request.test_id;
  const clients = sdks(scope ? `${address}/s/${encodeURIComponent(scope)}` : address, { maxRetries: 0 });
  const answer = await METHODS[document.request.endpoint](clients, document.request.body ?? {});
  return isStream(answer) ? all(answer) : answer;
}

const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.json')).sort();
const failures = [];
let count = 0;
for (const path of paths) {
  const document = JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const { request, response } = document;
  if (!(request.endpoint in METHODS) || 'payload' in request || response.is_exception) continue;
  const entries = Array.isArray(response.body) ? response.body : [response.body];
  const expected = entries.map((entry) => entry.__data__);
  try {
    const found = await played(document);
    const plain = JSON.parse(JSON.stringify(Array.isArray(response.body) ? found : [found]));
    if (isDeepStrictEqual(plain, expected)) count += 1;
    else failures.push(`${path}: expected ${JSON.stringify(expected).slice(0, 300)}, got ${JSON.stringify(plain).slice(0, 300)}`);
  } catch (error) {
    failures.push(`${path}: ${error?.message ?? error}`);
  }
}
console.log(JSON.stringify({ played: count, failures }));
