import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Engine } from '../../../src/detect/types.ts';
import { expandSequence, type SequenceCase } from '../../../src/detect/testing/sequence.ts';
import { Evaluation } from './evaluation.ts';
import type { RuleFile } from './files.ts';
import { sourceOf } from './sources.ts';

/** Log sources are the cases' own business; views are those of a record's looks. */
const ANY = sourceOf(undefined);

const Case = z.object({
  match: z.boolean(),
  name: z.string().min(1),
  event: z.record(z.string(), z.unknown()).optional(),
  sequence: z.array(z.unknown()).optional(),
});
export type Case = z.infer<typeof Case>;

export const casesPathOf = (rule: string): string => rule.replace(/\.ya?ml$/i, '.cases.ndjson');

/** The cases beside a rule file; none if there is no such file. `wrong` names lines that are no case. */
export async function casesBeside(rule: string): Promise<{ cases: Case[]; wrong: string[] }> {
  const path = casesPathOf(rule);
  const text = await readFile(path, 'utf8').catch(() => '');
  const cases: Case[] = [];
  const wrong: string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const parsed = Case.parse(JSON.parse(line));
      if ((parsed.event === undefined) === (parsed.sequence === undefined)) throw new Error('neither or both');
      cases.push(JSON.parse(line) as Case);
    } catch {
      wrong.push(`${path}:${i + 1}: not a case: {"match": true, "name": "…", "event": {…}}, or a "sequence"`);
    }
  }
  return { cases, wrong };
}

/** Ids of what a file is known by: its correlations, else its rules. */
export function knownBy(engine: Engine, file: RuleFile): ReadonlySet<string> {
  const ids = new Set([...file.text.matchAll(/^id:\s*["']?([^\s"']+)/gm)].map((m) => m[1]!.toLowerCase()));
  const mine = (id: string): boolean => ids.has(id.toLowerCase());
  const correlations = engine.correlations.filter((c) => mine(c.meta.id)).map((c) => c.meta.id);
  return new Set(correlations.length > 0 ? correlations : engine.rules.filter((r) => mine(r.id)).map((r) => r.id));
}

/** Whether one of some rules fires on a case's event or sequence. Throws if the sequence is none. */
export function fires(engine: Engine, ids: ReadonlySet<string>, c: Case): boolean {
  const evaluation = new Evaluation(engine, undefined, ANY.viewsOf);
  const records =
    c.event === undefined ? expandSequence(c as unknown as SequenceCase) : [{ record: c.event, time: undefined }];
  const found = records.flatMap(({ record, time }, i) => evaluation.next(record, i + 1, time));
  return [...found, ...evaluation.finish()].some((m) => ids.has(m.rule.id));
}
