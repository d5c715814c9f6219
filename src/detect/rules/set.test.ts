import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { readRules, renderRules, renderTexts } from '../../../scripts/generate-rules.ts';
import { renderDemoAttack } from '../../../scripts/generate-demo-attack.ts';
import { bundledEngine } from '../bundled.ts';
import { RULES } from './generated.ts';
import { casesOf, rows, ruleFiles, type Fields } from './testing/shipped.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };
const metas = () => [...bundledEngine().rules, ...bundledEngine().correlations.map((c) => c.meta)];

describe('the rules together', () => {
  it('have ids and titles of their own', () => {
    expect(new Set(metas().map((r) => r.id)).size).toBe(metas().length);
    expect(new Set(metas().map((r) => r.title)).size).toBe(metas().length);
  });

  it.each([
    ['aws/cloudtrail', 150],
    ['kubernetes/audit', 50],
    ['aws/vpcflow', 8],
    ['github/audit', 12],
    ['azure/', 12],
    ['gcp/', 12],
    ['okta/okta', 8],
  ])('cover %s with at least %i', (folder, least) => {
    expect(ruleFiles.filter((f) => f.startsWith(folder)).length).toBeGreaterThanOrEqual(least);
  });

  it('are bundled as the files say', () => {
    const parsed = readRules();
    expect(parsed.errors).toEqual([]);
    expect(readFileSync(join(HERE, 'generated.ts'), 'utf8')).toBe(renderRules(parsed));
    expect(readFileSync(join(HERE, 'texts.generated.ts'), 'utf8')).toBe(renderTexts(parsed));
    expect(RULES).toHaveLength(parsed.rules.rules.length);
  });

  it('start without a YAML parser', async () => {
    const entryPoints = [join(HERE, '../bundled.ts')];
    const { metafile } = await build({ entryPoints, bundle: true, write: false, metafile: true, format: 'esm' });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((i) => /node_modules\/yaml\/|detect\/parse\/(rule|meta|collection)/.test(i))).toEqual([]);
    expect(inputs.some((i) => i.endsWith('generated.ts'))).toBe(true);
  });

  it('apply to their own log source alone', () => {
    const [first] = casesOf(ruleFiles.find((f) => f.startsWith('aws/cloudtrail'))!).filter((c) => c.match);
    expect(bundledEngine().match(CLOUDTRAIL, first!.event!).length).toBeGreaterThan(0);
    expect(bundledEngine().match({ product: 'aws', service: 'guardduty' }, first!.event!)).toEqual([]);
  });
});

describe('the recorded attack', () => {
  const text = readFileSync(join(HERE, '../../../demo/leaked-key.ndjson'), 'utf8');
  const records = rows(text) as Fields[];
  const identity = (r: Fields): Fields => r['userIdentity'] as Fields;
  const hostile = records.filter((r) => identity(r)['type'] === 'IAMUser');
  const heard = (r: Fields) =>
    bundledEngine()
      .match(CLOUDTRAIL, r)
      .filter((m) => m.silent !== true);

  it('is what its generator writes, with ids of their own', () => {
    expect(text).toBe(renderDemoAttack());
    expect(new Set(records.map((r) => r['eventID'])).size).toBe(records.length);
  });

  it('is seen by these rules, of which none may fall silent unnoticed, and nothing else is seen', () => {
    const seen = hostile.flatMap((r) => heard(r).map((m) => `${String(r['eventName'])}: ${m.title} (${m.level})`));
    expect([...new Set(seen)]).toMatchInlineSnapshot(`
      [
        "ListUsers: Long-term key asks who else is there (informational)",
        "GetAccountAuthorizationDetails: Whole IAM configuration read at once (medium)",
        "ListSecrets: Long-term key looks for secrets (low)",
        "CreateUser: IAM user made by another IAM user (medium)",
        "CreateAccessKey: Access key made for another user (high)",
        "AttachUserPolicy: Administrator rights granted (high)",
        "CreateLoginProfile: IAM user refused when it tried to take rights (medium)",
        "ListAccountAliases: Long-term key asks who else is there (informational)",
        "StopLogging: Audit trail stopped or weakened (high)",
        "RunInstances: Instance started in a region that must be opted into (medium)",
      ]
    `);
    for (const r of records.filter((r) => !hostile.includes(r))) expect(heard(r)).toEqual([]);
  });
});
