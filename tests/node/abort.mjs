// Reads the first chunk of a stream and leaves. usage: node abort.mjs ADDRESS     prints the chunk as JSON
import { sdks } from './sdks.mjs';

const { openai } = sdks(process.argv[2], { maxRetries: 0 });
const stream = await openai.chat.completions.create({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'hi' }],
  stream: true,
});
for await (const chunk of stream) {
  console.log(JSON.stringify(chunk));
  stream.controller.abort();
  break;
}
