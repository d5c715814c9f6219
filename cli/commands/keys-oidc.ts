import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineCommand } from 'citty';
import {
  newOidcKeys,
  OidcKeys,
  publicKeySet,
  retireOidcKey,
  rotateOidcKeys,
} from '../../src/decide/credentials/web-identity-keys.ts';
import type { Failure } from '../../src/kit/errors.ts';
import type { Result } from '../../src/kit/result.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { writePrivate } from '../lib/state.ts';

const file = {
  file: { type: 'string', description: 'File of the ring (readable by you alone)', required: true },
} as const;

async function readRing(path: string): Promise<OidcKeys> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`${path} cannot be read; \`vedette keys oidc new --file ${path}\` makes a ring.`, EXIT.usage);
  });
  try {
    return OidcKeys.parse(JSON.parse(text));
  } catch {
    // Without the cause: it can quote the file, and that is a secret.
    throw new CliError(`${path} is not a ring of the issuer's keys.`, EXIT.usage);
  }
}

/** Writes the ring, and says what to publish and what to set, in the order in which no token is refused. */
async function handOut(path: string, ring: OidcKeys): Promise<void> {
  await writePrivate(path, ring);
  console.log(`wrote ${path}`);
  console.log('1. Publish: in workers/issuer/wrangler.toml set');
  console.log(`JWKS = '${publicKeySet(ring)}'`);
  console.log('   and deploy the issuer: `npx wrangler deploy -c workers/issuer/wrangler.toml`.');
  console.log('2. Then sign with it: the gate takes the whole file as one secret:');
  console.log(`   npx wrangler secret put OIDC_KEYS -c workers/gate/wrangler.toml < ${path}`);
}

async function change(path: string, how: (ring: OidcKeys) => Promise<Result<OidcKeys, Failure>>): Promise<void> {
  const changed = await how(await readRing(path));
  if (!changed.ok) throw new CliError(`Not done: ${changed.error.detail}.`, EXIT.failed);
  await handOut(path, changed.value);
}

const make = defineCommand({
  meta: { name: 'new', description: 'A new ring; with --replace in place of one that was taken' },
  args: { ...file, replace: { type: 'boolean', description: 'Write over a ring that is there', default: false } },
  async run({ args }) {
    const path = resolve(args.file);
    const there = await readFile(path, 'utf8').then(
      () => true,
      () => false,
    );
    if (there && !args.replace)
      throw new CliError(
        `${path} is there: \`keys oidc rotate\` changes keys without a gap. Only if one was taken: --replace; tokens of the old ring end once verifiers forget its key set.`,
        EXIT.usage,
      );
    await handOut(path, await newOidcKeys(Date.now()));
  },
});

const rotate = defineCommand({
  meta: { name: 'rotate', description: 'The next key signs from now on; the one before stays published for a while' },
  args: file,
  run: ({ args }) => change(resolve(args.file), (ring) => rotateOidcKeys(ring, Date.now())),
});

const retire = defineCommand({
  meta: { name: 'retire', description: 'Take the key before out, once its last token has lapsed' },
  args: file,
  run: ({ args }) => change(resolve(args.file), (ring) => Promise.resolve(retireOidcKey(ring, Date.now()))),
});

export const oidc = defineCommand({
  meta: { name: 'oidc', description: "The issuer's keys, with which AWS is reached without standing keys" },
  subCommands: { new: make, rotate, retire },
});
