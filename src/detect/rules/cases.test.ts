import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { readRules, renderRules } from '../../../scripts/generate-rules.ts';
import { renderDemoAttack } from '../../../scripts/generate-demo-attack.ts';
import { bundledEngine } from '../bundled.ts';
import { createEngine } from '../engine.ts';
import { parseRule } from '../parse/rule.ts';
import { RULES } from './generated.ts';

type Fields = Record<string, unknown>;
interface Case {
  readonly match: boolean;
  readonly name: string;
  readonly event: Fields;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };
const files = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yml'));
const rows = (text: string): unknown[] => text.split('\n').flatMap((l) => (l === '' ? [] : [JSON.parse(l) as unknown]));

function ruleOf(file: string) {
  const parsed = parseRule(file, readFileSync(join(HERE, file), 'utf8'));
  if (!parsed.ok) throw new Error(`${file}: ${parsed.error.message}`);
  return parsed.value;
}

/** Every text in upper case and a stranger in every object: what a rule that detects the deed does not look at. */
function disguise(value: unknown): unknown {
  if (typeof value === 'string') return value.toUpperCase();
  if (Array.isArray(value)) return value.map(disguise);
  if (typeof value !== 'object' || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([k, v]) => [k, disguise(v)])), strangerField: ['x', 7] };
}

describe.each(files)('%s', (file) => {
  const rule = ruleOf(file);
  const engine = createEngine([rule]);
  const cases = rows(readFileSync(join(HERE, file.replace(/\.yml$/, '.cases.ndjson')), 'utf8')) as Case[];
  const fires = (event: Fields): boolean => engine.match(CLOUDTRAIL, event).length > 0;

  it.each(cases)('$name (match: $match)', ({ match, event }) => expect(fires(event)).toBe(match));

  it('has cases of both kinds, each with a name of its own', () => {
    expect(cases.filter((c) => c.match).length).toBeGreaterThanOrEqual(2);
    expect(cases.filter((c) => !c.match).length).toBeGreaterThanOrEqual(2);
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
  });

  it('fires on the deed whatever the case of values and whatever else the record holds', () => {
    const silent = cases.filter((c) => c.match && !fires(disguise(c.event) as Fields));
    expect(silent.map((c) => c.name)).toEqual([]);
  });

  it('says what analysts need', () => {
    expect(rule.meta.techniques.length).toBeGreaterThan(0);
    expect(rule.meta.tactics.length).toBeGreaterThan(0);
    expect(rule.meta.falsePositives.length).toBeGreaterThan(0);
    expect(rule.meta.description).toMatch(/Triage:\n1\. /);
    expect(rule.meta.logsource).toEqual(CLOUDTRAIL);
    expect(readFileSync(join(HERE, file), 'utf8')).toMatch(/\nreferences:\n {2}- https:\/\//);
  });
});

describe('the rules together', () => {
  const { rules } = bundledEngine();

  it('have ids and titles of their own', () => {
    expect(rules.length).toBeGreaterThanOrEqual(20);
    expect(new Set(rules.map((r) => r.id)).size).toBe(rules.length);
    expect(new Set(rules.map((r) => r.title)).size).toBe(rules.length);
  });

  it('are bundled as the files say', () => {
    const parsed = readRules();
    expect(parsed.errors).toEqual([]);
    expect(readFileSync(join(HERE, 'generated.ts'), 'utf8')).toBe(renderRules(parsed));
    expect(RULES).toHaveLength(files.length);
  });

  it('start without a YAML parser', async () => {
    const entryPoints = [join(HERE, '../bundled.ts')];
    const { metafile } = await build({ entryPoints, bundle: true, write: false, metafile: true, format: 'esm' });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((i) => /node_modules\/yaml\/|detect\/parse\/(rule|meta)/.test(i))).toEqual([]);
    expect(inputs.some((i) => i.endsWith('generated.ts'))).toBe(true);
  });

  it('apply to CloudTrail alone', () => {
    const [first] = rows(readFileSync(join(HERE, files[0]!.replace(/\.yml$/, '.cases.ndjson')), 'utf8')) as Case[];
    expect(bundledEngine().match(CLOUDTRAIL, first!.event).length).toBeGreaterThan(0);
    expect(bundledEngine().match({ product: 'aws', service: 'guardduty' }, first!.event)).toEqual([]);
  });

  it('are all reached through the index', () => {
    const wrong = files.flatMap((file) => {
      const { id } = ruleOf(file).meta;
      const cases = rows(readFileSync(join(HERE, file.replace(/\.yml$/, '.cases.ndjson')), 'utf8')) as Case[];
      const reached = (event: Fields): boolean =>
        bundledEngine()
          .match(CLOUDTRAIL, event)
          .some((r) => r.id === id);
      return cases.filter((c) => reached(c.event) !== c.match).map((c) => `${file}: ${c.name}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the recorded attack', () => {
  const text = readFileSync(join(HERE, '../../../demo/leaked-key.ndjson'), 'utf8');
  const records = rows(text) as Fields[];
  const identity = (r: Fields): Fields => r['userIdentity'] as Fields;
  const hostile = records.filter((r) => identity(r)['type'] === 'IAMUser');

  it('is what its generator writes, with ids of their own', () => {
    expect(text).toBe(renderDemoAttack());
    expect(new Set(records.map((r) => r['eventID'])).size).toBe(records.length);
  });

  it('is seen by at least six rules, high ones on the leaked key, and nothing else is', () => {
    const seen = hostile.flatMap((r) =>
      bundledEngine()
        .match(CLOUDTRAIL, r)
        .map((m) => [m.title, m.level, r['eventName']]),
    );
    expect(new Set(seen.map(([title]) => title)).size).toBeGreaterThanOrEqual(6);
    expect(seen.filter(([, level]) => level === 'high').map(([, , name]) => name)).toEqual([
      'CreateAccessKey',
      'AttachUserPolicy',
      'StopLogging',
    ]);
    for (const r of records.filter((r) => !hostile.includes(r)))
      expect(bundledEngine().match(CLOUDTRAIL, r)).toEqual([]);
  });
});
