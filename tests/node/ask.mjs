// Makes calls and prints what each gave, as JSON. usage: node ask.mjs ADDRESS [NAME …]; without names, all
import { calls } from './calls.mjs';
import { sdks } from './sdks.mjs';

const [base, ...names] = process.argv.slice(2);
const found = {};
for (const name of names.length ? names : Object.keys(calls)) {
  try {
    found[name] = { value: await calls[name](sdks(base)) };
  } catch (error) {
    found[name] = { error: `${error?.message ?? error}`, status: error?.status ?? error?.statusCode ?? error?.status_code };
  }
}
console.log(JSON.stringify(found));
