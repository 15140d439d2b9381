import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './agent.mjs';
import { understudy } from './understudy.mjs';

test('packs for the rain', async (t) => {
  const agent = new Agent(`${await understudy(t)}/openai/v1`);
  assert.equal(await agent.pack('Oslo'), 'Umbrella');
});

test('packs anew when it is asked again', async (t) => {
  const agent = new Agent(`${await understudy(t)}/openai/v1`);
  assert.equal(await agent.pack('Bergen'), 'Umbrella');
  assert.equal(await agent.pack('Bergen'), 'Boots');
});

test('tells in pieces', async (t) => {
  const agent = new Agent(`${await understudy(t)}/openai/v1`);
  const pieces = [];
  for await (const piece of agent.tell('Vienna')) pieces.push(piece);
  assert.match(pieces.join(''), /Danube/);
  assert.ok(pieces.length > 2);
});
