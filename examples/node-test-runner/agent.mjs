// What is tested: an agent that says what to pack.
import OpenAI from 'openai';

export class Agent {
  constructor(baseURL) {
    this.client = new OpenAI({ baseURL, apiKey: process.env.OPENAI_API_KEY ?? 'none' });
  }

  async pack(place) {
    const messages = [{ role: 'user', content: `What do I pack for ${place}? One word.` }];
    const answer = await this.client.chat.completions.create({ model: 'gpt-4o', messages });
    return answer.choices[0].message.content;
  }

  async *tell(place) {
    const messages = [{ role: 'user', content: `Tell me about ${place}.` }];
    const stream = await this.client.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    for await (const chunk of stream) yield chunk.choices[0]?.delta?.content ?? '';
  }
}
