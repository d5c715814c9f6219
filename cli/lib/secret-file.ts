import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { WEBHOOK_SECRET_FORM, webhookSecretOf } from '../../src/kit/webhook-secret.ts';
import { CliError, EXIT } from './exit.ts';

/** A secret is a line; whoever names another file by mistake need not wait for all of it. */
const FILE_MAX_BYTES = 4_096;

const usage = (message: string): CliError => new CliError(message, EXIT.usage);

/** One line that is typed or pasted at a terminal, without showing it. */
async function typed(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write('The secret that the sender issued (it is not shown), then Enter: ');
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(usage('No secret was given; nothing was changed.')));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function contentOf(file: string): Promise<string> {
  if (file === '-' && process.stdin.isTTY) return typed();
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > FILE_MAX_BYTES) break;
    }
  } catch {
    throw usage(`${file} cannot be read.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The secret of a sender out of `--secret-file`, in the one form that Vedette keeps: a file, or standard input for `-`. Undefined
 * without the flag. Throws a {@link CliError} that quotes nothing of what it read: it may be another secret.
 */
export async function givenSecret(
  { 'secret-file': file }: { readonly 'secret-file'?: string | undefined },
  rawArgs: readonly string[],
): Promise<string | undefined> {
  if (rawArgs.some((word) => word === '--secret' || word.startsWith('--secret=')))
    throw usage(
      'A secret is no argument: shells remember it, and others see it. Put it into a file, or type it: --secret-file -',
    );
  if (file === undefined) return undefined;
  if (file === '') throw usage('--secret-file takes a file, or - for standard input.');
  const secret = webhookSecretOf((await contentOf(file)).replace(/\r?\n$/, ''));
  if (secret !== undefined) return secret;
  throw usage(
    `${file === '-' ? 'Standard input' : file} holds no secret of a webhook's sender: expected is ${WEBHOOK_SECRET_FORM}, and nothing else.`,
  );
}

export const secretFileArg = {
  type: 'string',
  description: 'A file with the secret that the sender issued itself (whsec_…), for a kind that takes one; - reads it',
} as const;
