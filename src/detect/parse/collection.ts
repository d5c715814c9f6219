import type { RuleError } from '../types.ts';
import { readDocuments, type Source } from './documents.ts';
import { Fault, isFields, quote, type Fields, type Path } from './fault.ts';

/** What one document means once the collection's actions are applied to it. */
export interface Draft {
  readonly file: string;
  readonly ordinal: number;
  readonly content: Fields;
  /** The documents that made it, its own first */
  readonly from: readonly Source[];
}

/**
 * Reads a file of any number of documents. `action: global` lends its content to every later rule of the file until
 * `action: reset`; `action: repeat` says the rule before it again with some of it changed (Sigma 1.0 specification,
 * "Rule Collections"). What a document says itself goes before what is lent to it.
 */
export function readCollection(file: string, text: string): { drafts: readonly Draft[]; errors: readonly RuleError[] } {
  const { sources, errors: broken } = readDocuments(file, text);
  const errors = [...broken];
  const drafts: Draft[] = [];
  let lent: Draft | undefined;
  let last: Draft | undefined;
  for (const source of sources) {
    const { action, ...content } = source.content;
    const own: Draft = { file, ordinal: source.ordinal, content, from: [source] };
    try {
      if (action === undefined) drafts.push((last = laidOver(own, lent)));
      else if (action === 'global') last = lent = laidOver(own, lent);
      else if (action === 'reset') lent = undefined;
      else if (action === 'repeat') {
        if (last === undefined)
          throw new Fault(['action'], 'there is no rule before it to repeat', 'leave `action` out');
        drafts.push((last = laidOver(own, last)));
      } else
        throw new Fault(
          ['action'],
          `unknown action ${quote(JSON.stringify(action))}`,
          'use global, reset or repeat, or leave it out',
        );
    } catch (fault) {
      errors.push(errorAt(own, fault));
    }
  }
  return { drafts, errors };
}

function laidOver(own: Draft, below: Draft | undefined): Draft {
  if (below === undefined) return own;
  return { ...own, content: merged(below.content, own.content), from: [...own.from, ...below.from] };
}

function merged(below: Fields, above: Fields): Fields {
  const out: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = Object.hasOwn(out, key) ? out[key] : undefined;
    const both = isFields(value) && isFields(under) ? merged(under, value) : value;
    Object.defineProperty(out, key, { value: both, enumerable: true, configurable: true, writable: true });
  }
  return out;
}

/** The error that a fault in a draft is, at the closest place that one of its documents names. */
export function errorAt(draft: Draft, fault: unknown): RuleError {
  const path: Path = fault instanceof Fault ? fault.path : [];
  const message = fault instanceof Error ? fault.message.slice(0, 500) : 'cannot be parsed';
  const hint = fault instanceof Fault ? fault.hint : undefined;
  const place = placeOf(draft, path);
  return { file: draft.file, ...place, message, ...(hint === undefined ? {} : { hint }) };
}

function placeOf({ from }: Draft, path: Path): { line: number; column: number } {
  for (let length = path.length; length >= 0; length--)
    for (const source of from) {
      const place = source.locate(path.slice(0, length));
      if (place !== undefined) return place;
    }
  return { line: 1, column: 1 };
}
