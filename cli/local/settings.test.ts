import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetSecrets, newSecrets, type FleetSecrets } from '../lib/state.ts';
import { fleetOptions } from './settings.ts';

let secrets: FleetSecrets;
let stateDir: string;
beforeAll(async () => {
  secrets = await newSecrets();
  stateDir = await mkdtemp(join(tmpdir(), 'vedette-settings-'));
});
afterAll(() => rm(stateDir, { recursive: true }));

const options = (more: object = {}) =>
  fleetOptions({ stateDir, consolePort: 1, ingestPort: 2, secrets, crons: false, ...more });

it('the gate alone gets the issuer’s private keys, the issuer their public halves', () => {
  const { secrets: given, vars } = options({ issuerUrl: 'https://issuer.example.com' });
  expect(given.gate?.['OIDC_KEYS']).toContain('"d"');
  expect(vars.issuer).toMatchObject({ ISSUER_URL: 'https://issuer.example.com' });
  expect(vars.issuer?.['JWKS']).toContain(secrets.oidcKeys!.current.kid);
  const elsewhere = JSON.stringify([vars, { ...given, gate: {} }]);
  for (const key of [secrets.oidcKeys!.current, secrets.oidcKeys!.next.key])
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) expect(elsewhere).not.toContain(key[member]);
});

it('without an issuer’s address nobody gets any', () => {
  expect(JSON.stringify(options())).not.toMatch(/OIDC_KEYS|ISSUER_URL|JWKS/);
});

it('state that was made before there was an issuer gets its keys, and keeps its own', async () => {
  const { oidcKeys: _new, ...before } = secrets;
  await writeFile(join(stateDir, 'secrets.json'), JSON.stringify(before));
  const after = await fleetSecrets(stateDir);
  expect(after).toMatchObject(before);
  expect(after.oidcKeys?.current.kid).toBeTruthy();
  expect(JSON.parse(await readFile(join(stateDir, 'secrets.json'), 'utf8'))).toEqual(after);
  expect(await fleetSecrets(stateDir)).toEqual(after);
});
