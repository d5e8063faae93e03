// Answers one JSON line for each: {"text": FEEL, "scope": {...}} → {"value": ...} or {"error": reason}.
// Numbers, strings, booleans, null, lists and contexts are plain; anything else is {"other": its text}.
import { createInterface } from 'node:readline';
import { evaluate } from '@bpmn-io/feelin';

function plain(value) {
  if (value === undefined || value === null) return null;
  if (['number', 'string', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value.constructor === Object) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  }
  return { other: String(value) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { text, scope } = JSON.parse(line);
  let answer;
  try {
    const result = evaluate(text, scope);
    answer = { value: plain(result && typeof result === 'object' && 'value' in result ? result.value : result) };
  } catch (problem) {
    answer = { error: String(problem) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
