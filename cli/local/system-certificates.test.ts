import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extraCertificatesAreTheSystems } from './system-certificates.ts';

const pem = (body: string, newline = '\n'): string =>
  ['-----BEGIN CERTIFICATE-----', body, '-----END CERTIFICATE-----', ''].join(newline);

async function answerFor(extra: string | undefined, system: string): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'vedette-certificates-'));
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(dir, name), text);
    return join(dir, name);
  };
  return extraCertificatesAreTheSystems({
    SSL_CERT_FILE: await file('system.pem', system),
    ...(extra === undefined ? {} : { NODE_EXTRA_CA_CERTS: await file('extra.pem', extra) }),
  });
}

test('a file whose certificates the system trusts adds nothing', async () => {
  const system = `# a comment\n${pem('AAAA')}${pem('BBBB')}`;
  expect(await answerFor(system, system)).toBe(true);
  expect(await answerFor(pem('BBBB', '\r\n'), system)).toBe(true);
});

test('one certificate of its own is kept, and all with it', async () => {
  expect(await answerFor(pem('AAAA') + pem('CCCC'), pem('AAAA'))).toBe(false);
});

test('nothing named, nothing in it or nothing to read is left as it is', async () => {
  expect(await answerFor(undefined, pem('AAAA'))).toBe(false);
  expect(await answerFor('', pem('AAAA'))).toBe(false);
  expect(extraCertificatesAreTheSystems({ NODE_EXTRA_CA_CERTS: '/nowhere/at/all.pem' })).toBe(false);
});
