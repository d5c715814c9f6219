import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DemoReport } from '../../cli/demo/report.ts';
import { freePort, scratch, vedette, type Finished } from './support.ts';

let cwd = '';
let state = '';
let done: Finished;
let report: DemoReport;

beforeAll(async () => {
  cwd = await scratch();
  state = join(cwd, 'state');
  const [a, b, c] = [await freePort(), await freePort(), await freePort()];
  done = await vedette(
    [
      'demo',
      '--approve',
      '--once',
      '--json',
      '--state',
      state,
      '--console-port',
      `${a}`,
      '--ingest-port',
      `${b}`,
      '--simulator-port',
      `${c}`,
    ],
    cwd,
  );
  report = JSON.parse(done.stdout || '{}') as DemoReport;
}, 120_000);

describe('the demo', () => {
  it('ends well: everything contained is released again, and the audit trail verifies', () => {
    expect(done.code, done.stderr).toBe(0);
    expect(report.ledger.verified).toBe(true);
    expect(report.ledger.root).toMatch(/^[0-9a-f]{64}$/);
    const states = report.incidents.flatMap((i) => i.actions.map((x) => x.state));
    expect(states.length).toBeGreaterThanOrEqual(3);
    expect(states.filter((s) => s !== 'released' && s !== 'verified')).toEqual([]);
  });

  it('sees one attack as one incident that names the leaked key, the backdoor key, the instance and the trail', () => {
    const acted = report.incidents.filter((i) => i.actions.length > 0);
    expect(acted).toHaveLength(1);
    expect(acted[0]?.actions.map((x) => x.action).toSorted()).toEqual([
      'aws.cloudtrail.restart-logging',
      'aws.ec2.isolate-instance',
      'aws.ec2.snapshot-volumes',
      'aws.iam.deactivate-access-key',
      'aws.iam.deactivate-access-key',
    ]);
    expect(acted[0]?.techniques.length).toBeGreaterThan(2);
    expect(acted[0]?.risk).toBeGreaterThan(60);
  });

  it('counts every event and every call', async () => {
    const lines = (await readFile('demo/leaked-key.ndjson', 'utf8')).trim().split('\n');
    expect(report.events).toBe(lines.length);
    expect(report.findings).toBeGreaterThan(5);
    expect(report.aws.calls).toBeGreaterThan(10);
    expect(report.aws.rejected).toBe(0);
  });

  it('tells its stages on stderr and nothing but the report on stdout', () => {
    expect(done.stdout.trim().split('\n')).toHaveLength(1);
    for (const stage of [
      'accepted',
      'findings',
      'incident',
      'investigated',
      'proposed',
      'decided',
      'plan',
      'approved',
      'permitted',
      'contained',
      'released',
      'closed',
      'audit',
    ])
      expect(done.stderr).toMatch(new RegExp(`^${stage}\\s`, 'm'));
  });
});

describe('the audit bundle that it leaves', () => {
  const bundleFile = async (): Promise<string> =>
    join(state, (await readdir(state)).find((f) => f.endsWith('.audit.json')) ?? 'missing');

  it('verifies offline with the key from outside of it', async () => {
    const ok = await vedette(['audit', 'verify', await bundleFile(), '--key', join(state, 'ledger-keys.json')], cwd);
    expect(ok.code, ok.stderr).toBe(0);
  });

  it('names the first entry that was tampered with', async () => {
    const text = await readFile(await bundleFile(), 'utf8');
    const bundle = JSON.parse(text) as { entries: { type: string; actor: string }[] };
    const nth = 3;
    bundle.entries[nth]!.actor = 'user:usr_somebody';
    const altered = join(cwd, 'altered.json');
    await writeFile(altered, JSON.stringify(bundle));
    const bad = await vedette(['audit', 'verify', altered, '--key', join(state, 'ledger-keys.json'), '--json'], cwd);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, entry: { seq: nth } });
  });

  it('does not verify under another key, nor when it is no bundle', async () => {
    const keys = join(cwd, 'other-keys.json');
    await writeFile(keys, JSON.stringify({ '0123456789abcdef': 'a'.repeat(64) }));
    expect((await vedette(['audit', 'verify', await bundleFile(), '--key', keys], cwd)).code).toBe(1);
    expect((await vedette(['audit', 'verify', 'demo/nothing.json', '--key', keys], cwd)).code).toBe(2);
  });
});

describe('the command line', () => {
  it('says how it is used, and exits with what went wrong', async () => {
    expect((await vedette(['--help'], cwd)).stdout).toContain('demo');
    expect((await vedette(['approve', '../etc/passwd'], cwd)).code).toBe(2);
    expect((await vedette(['no-such-command'], cwd)).code).toBe(2);
    expect((await vedette(['demo', '--events', 'nothing.ndjson'], cwd)).code).toBe(2);
    const nowhere = await vedette(['status'], cwd, {
      VEDETTE_URL: `http://127.0.0.1:${await freePort()}`,
      VEDETTE_API_KEY: 'vdt_none_none',
    });
    expect(nowhere.code).toBe(3);
  });
});
