// Understudy for `node --test`: each test has recordings of its own, and fails where one was missing.
import { relative } from 'node:path';

const server = new URL(process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:8090').origin;

/** Starts the test's scope. The address that comes back stands before an API's: `${url}/openai/v1`. */
export async function understudy(t, options = {}) {
  const scope = `${relative('.', t.filePath ?? process.argv[1])} > ${t.fullName ?? t.name}`;
  const { url } = await control('POST', '', { scope, ...options });
  t.after(async () => {
    const ledger = await control('DELETE', `/${encodeURIComponent(scope)}`);
    // A test that has failed already shows its own error alone, and what is told here.
    for (const { text } of ledger.misses) for (const line of text.split('\n')) t.diagnostic(line);
    if (ledger.missed) throw new Error(`${ledger.missed} requests without a recording`);
    if (ledger.unused.length) throw new Error(`recorded for this test, and not asked for: ${ledger.unused.join(', ')}`);
  });
  return url;
}

async function control(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const request = { method, headers, body: body && JSON.stringify(body) };
  const answer = await fetch(`${server}/_understudy/scopes${path}`, request).catch((error) => {
    throw new Error(`no server at ${server}. Start it: understudy serve recordings --port 8090`, { cause: error });
  });
  const content = await answer.json();
  // A scope that ends with misses has status 409, and its ledger all the same.
  if (content.error) throw new Error(content.error.message);
  return content;
}
