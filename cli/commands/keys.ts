import { resolve } from 'node:path';
import { defineCommand } from 'citty';
import { generateEd25519 } from '../../src/kit/crypto.ts';
import { newSecrets, writePrivate } from '../lib/state.ts';
import { oidc } from './keys-oidc.ts';

const make = defineCommand({
  meta: { name: 'new', description: "Make the fleet's secrets for a deployment, or an approver's key" },
  args: {
    approver: { type: 'boolean', description: "An approver's Ed25519 key instead", default: false },
    out: { type: 'string', description: 'File to write (readable by you alone)', required: true },
  },
  async run({ args }) {
    const out = resolve(args.out);
    if (args.approver) {
      const key = await generateEd25519();
      await writePrivate(out, key);
      console.log(`wrote ${out}\npublic key to enrol: ${key.publicKey} (key id ${key.keyId})`);
      return;
    }
    const s = await newSecrets();
    await writePrivate(out, {
      gate: { ENVELOPE_KEY: s.envelopeKey, PERMIT_KEY: s.permitKey, SETUP_TOKEN: s.setupToken },
      ledger: { LEDGER_KEY: s.ledgerKey },
    });
    console.log(
      `wrote ${out}\nSet each with \`wrangler secret put NAME -c workers/<worker>/wrangler.toml\`, then delete the file.\nThe issuer's keys are apart: \`vedette keys oidc new\`.`,
    );
  },
});

export const keys = defineCommand({
  meta: { name: 'keys', description: 'Make keys' },
  subCommands: { new: make, oidc },
});
