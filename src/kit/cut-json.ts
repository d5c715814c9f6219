import { utf8 } from './bytes.ts';
import type { Json, JsonObject } from './canonical.ts';

interface Bounds {
  readonly text: number;
  readonly items: number;
  readonly depth: number;
}

/** From generous to tight; the last keeps any object of ordinary shape within some hundred bytes. */
const BOUNDS: readonly Bounds[] = [
  { text: 2048, items: 64, depth: 12 },
  { text: 512, items: 32, depth: 8 },
  { text: 128, items: 16, depth: 6 },
  { text: 48, items: 8, depth: 4 },
];
const CUT = '…';

function cut(value: unknown, bounds: Bounds, depth: number): Json | undefined {
  if (typeof value === 'string') {
    const text = value.length > bounds.text ? value.slice(0, bounds.text) + CUT : value;
    return text.toWellFormed();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return undefined;
  if (depth >= bounds.depth) return CUT;
  if (Array.isArray(value)) {
    const kept = value.slice(0, bounds.items).map((v) => cut(v, bounds, depth + 1) ?? null);
    return value.length > bounds.items ? [...kept, CUT] : kept;
  }
  const entries = Object.entries(value).slice(0, bounds.items);
  const out: JsonObject = {};
  for (const [key, v] of entries) {
    const kept = cut(v, bounds, depth + 1);
    // `__proto__` assigned as a property would set the prototype instead.
    if (kept !== undefined && key !== '__proto__') out[key.slice(0, bounds.text).toWellFormed()] = kept;
  }
  return out;
}

/**
 * An object as JSON of at most `maxBytes` UTF-8 bytes: as it is if it fits, else with texts, lists and depth cut until it does (a cut
 * place ends in "…"), at the very worst `{ cut: true }`. Lone surrogates are replaced, so that the result always encodes.
 */
export function cutJson(value: object, maxBytes: number): JsonObject {
  for (const bounds of BOUNDS) {
    const kept = cut(value, bounds, 0) as JsonObject;
    if (utf8(JSON.stringify(kept)).byteLength <= maxBytes) return kept;
  }
  return { cut: true };
}
