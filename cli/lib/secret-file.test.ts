import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { toBase64 } from '../../src/kit/bytes.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { CliError, EXIT } from './exit.ts';
import { givenSecret } from './secret-file.ts';

const SECRET = `whsec_${toBase64(randomBytes(32))}`;
let dir: string;
let path: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vedette-secret-'));
  path = join(dir, 'secret');
});
afterAll(() => rm(dir, { recursive: true }));

async function read(content: string): Promise<string | undefined> {
  await writeFile(path, content);
  return givenSecret({ 'secret-file': path }, ['--secret-file', path]);
}
/** What it says, and with which code, of what it does not take. */
const refused = (promise: Promise<unknown>): Promise<CliError> =>
  promise.then(
    () => expect.fail('it was taken'),
    (e: unknown) => {
      if (!(e instanceof CliError)) throw e;
      expect(e.exitCode).toBe(EXIT.usage);
      return e;
    },
  );

describe('a secret in a file', () => {
  it('is read without the newline at its end, in either way that senders show it', async () => {
    for (const content of [SECRET, `${SECRET}\n`, `${SECRET}\r\n`, SECRET.slice(6)])
      expect(await read(content)).toBe(SECRET);
    expect(await givenSecret({}, ['--name', 'x'])).toBeUndefined();
  });

  it('that is none is refused without a word of it', async () => {
    const secret = SECRET.slice(6, 20);
    for (const content of ['', secret, `${SECRET}\n\n`, `${SECRET}\n${SECRET}\n`, 'x'.repeat(100_000)]) {
      const { message } = await refused(read(content));
      expect(message).toContain('whsec_ and 24 to 64 bytes in base64');
      expect(message).not.toContain(secret);
    }
  });

  it('that cannot be read is said', async () => {
    for (const file of [join(dir, 'nowhere'), dir])
      expect((await refused(givenSecret({ 'secret-file': file }, []))).message).toContain('cannot be read');
    await refused(givenSecret({ 'secret-file': '' }, []));
  });

  it('is never an argument: it would be left in the shell’s history, and another one be made unsaid', async () => {
    for (const words of [['--secret', SECRET], [`--secret=${SECRET}`]]) {
      const { message } = await refused(givenSecret({}, words));
      expect(message).toContain('--secret-file -');
      expect(message).not.toContain(SECRET);
    }
  });
});

it('standard input is read for -', () => {
  const module = JSON.stringify(pathToFileURL(join(ROOT, 'cli/lib/secret-file.ts')).href);
  const script = `import { givenSecret } from ${module};
    process.stdout.write((await givenSecret({ 'secret-file': '-' }, [])) ?? 'none');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    input: `${SECRET}\n`,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toBe(SECRET);
});
